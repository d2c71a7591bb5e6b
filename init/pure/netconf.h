/* SPDX-License-Identifier: MIT */
/*
 * What the links are to have, whoever says so: the kernel command line, or the host that
 * was here before.  One table each of links, addresses and routes; in it, the index of an
 * address or a route is the position of its link in @links, not the kernel's number.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/writer.h"
#include "pure/lease.h"
#include "pure/netlink_msg.h"

enum {
	/* Of a host's links, those alone that have an address of their own: ports, and the
	 * bridges of its containers. */
	NETCONF_LINKS_MAX = 32,
	NETCONF_ADDRESSES_MAX = 48,
	NETCONF_ROUTES_MAX = 96,
	NETCONF_DNS_MAX = LEASE_DNS_MAX,
	NETCONF_SEARCH_MAX = 256, /* what resolvers of old took */
	NETCONF_CLIENT_ID_MAX = 32,
};

struct netconf_link {
	char name
		[NETLINK_NAME_MAX]; /* which link: by its MAC, if there is one here ... */
	struct netlink_mac mac; /* ... else by its name, and without both the only one */
	bool asks_dhcp;
	uint32_t last_lease;        /* the address to ask DHCP for; 0: any */
	uint32_t mtu;               /* 0: as it is */
	struct netlink_mac new_mac; /* to set; of length 0: as it is */
	uint8_t client_id_len;      /* 0: 01 and the MAC */
	uint8_t client_id[NETCONF_CLIENT_ID_MAX];
};

struct netconf {
	struct netconf_link links[NETCONF_LINKS_MAX];
	struct netlink_address addresses[NETCONF_ADDRESSES_MAX];
	struct netlink_route routes[NETCONF_ROUTES_MAX];
	struct netlink_ip dns[NETCONF_DNS_MAX];
	char search[NETCONF_SEARCH_MAX]; /* domains, a space between two */
	uint8_t n_links, n_addresses, n_routes, n_dns;
	struct netconf_link others; /* of every link that no entry is for */
	const char *origin;         /* "as the host had it", for a line */
	bool comes_before_dhcp;     /* its DNS servers are asked first */
	bool ignores_dhcp_dns;
	bool is_cut; /* there was more than fits */
	char stacked
		[NETLINK_NAME_MAX]; /* a VLAN that the host had, and is not made again */
};

/* Nothing but DHCP on every link. */
void netconf_init(struct netconf *ret);

/* True if the entry is for this link. */
bool netconf_is_for(const struct netconf_link *entry, const struct netlink_link *link);

/* True if the entry says neither name nor MAC. */
bool netconf_is_for_any(const struct netconf_link *entry);

/* Append if there is room, else set @is_cut. */
void netconf_add_address(struct netconf *c, const struct netlink_address *address);
void netconf_add_route(struct netconf *c, const struct netlink_route *route);
void netconf_add_dns(struct netconf *c, const struct netlink_ip *server);

/* Has the entry at @n an address of @family (0: any)? */
bool netconf_has_address(const struct netconf *c, size_t n, uint8_t family);

/* True if something of the entry leads beyond its own link. */
bool netconf_is_useful(const struct netconf *c, size_t n);

/* resolv.conf(5): its servers and search domains.  What cannot be one is passed over, as
 * resolvers do, and so are servers on the loopback link, which no longer run. */
void netconf_parse_resolv_conf(struct netconf *c, const char *text, size_t len);

/* The same in the other direction. */
void netconf_write_resolv_conf(const struct netconf *c, struct writer *to);
