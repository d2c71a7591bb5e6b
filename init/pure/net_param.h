/* SPDX-License-Identifier: MIT */
/*
 * The words about the network on the kernel command line, checked and collected; then,
 * when all are there, what the links are to have.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/cmdline.h"
#include "pure/failure.h"
#include "pure/ip_param.h"
#include "pure/net_param_links.h"
#include "pure/netconf.h"

enum {
	NET_PARAM_IP_MAX = 8,
	NET_PARAM_ROUTES_MAX = 8,
	NET_PARAM_VLANS_MAX = 8,
	NET_PARAM_BONDS_MAX = 4,
	NET_PARAM_ALIASES_MAX = 16,
};

/* rd.route= */
struct net_param_route {
	struct netlink_ip dst, gateway; /* a gateway of no family: on the link itself */
	uint8_t dst_len;
	struct ip_device device;
};

struct net_param {
	struct ip_param ip[NET_PARAM_IP_MAX];
	struct net_param_route routes[NET_PARAM_ROUTES_MAX];
	struct netlink_ip dns[NETCONF_DNS_MAX];
	struct net_param_vlan vlans[NET_PARAM_VLANS_MAX];
	struct net_param_bond bonds[NET_PARAM_BONDS_MAX];
	struct net_param_alias aliases[NET_PARAM_ALIASES_MAX];
	uint8_t n_ip, n_routes, n_dns, n_vlans, n_bonds, n_aliases;
	struct ip_device boot_device; /* bootdev= */
	struct netlink_mac boot_mac;  /* BOOTIF=, the card that the firmware used */
	bool ignores_boot_mac, ignores_dhcp_dns;
	bool has_ignored;    /* something was given that stage two has no use for */
	bool is_needed;      /* rd.neednet=1: by a hook, if by nobody else */
	uint32_t patience_s; /* rd.net.timeout.*: the longest; 0: not said */
	/* of ip=ADDRESS */
	struct netlink_ip gateway;
	struct ip_device device;
	char mask[sizeof("255.255.255.255")];
	char hostname[LEASE_NAME_MAX];
	uint32_t mtu;
	bool is_of_earlier_line;
};

/* A further command line follows: the first of its words replaces those of the earlier. */
void net_param_begin(struct net_param *p);

/* Take a word if it is about the network.  Returns 0, or -EIO with @why. */
must_check int net_param_apply(struct net_param *p, const struct cmdline_word *word,
			       struct failure *why);

/*
 * Put it into @c, which netconf_init() made and which may hold what the host left: any ip=
 * replaces that.  Returns 0, or -EIO with @why if the words contradict each other.
 */
must_check int net_param_resolve(const struct net_param *p, struct netconf *c,
				 struct failure *why);
