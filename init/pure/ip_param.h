/* SPDX-License-Identifier: MIT */
/*
 * One ip= of the kernel command line, in the kernel's grammar (nfsroot.rst) and dracut's
 * (dracut.cmdline(7)).  Where they differ: the second field is dracut's peer if it has a
 * prefix length or the mask leaves no other host, else it is the kernel's server, which
 * nobody here needs.  No mask is guessed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/ip_device.h"
#include "pure/netconf.h"

enum {
	IP_PARAM_DNS_MAX = 2,
	IP_PARAM_MTU_MIN = LEASE_MTU_MIN,
	IP_PARAM_MTU_MAX = LEASE_MTU_MAX,
};

enum ip_method {
	IP_STATIC,
	IP_ASK, /* see @asks */
	IP_OFF, /* leave the link alone */
};

struct ip_param {
	enum ip_method method;
	uint8_t asks; /* NETCONF_DHCP4 ... */
	struct ip_device device;
	struct netlink_ip client, peer, gateway;
	struct netlink_ip dns[IP_PARAM_DNS_MAX];
	uint8_t n_dns;
	uint8_t prefix_len; /* 0 if @is_alone */
	bool is_alone;      /* ip=ADDRESS: mask and gateway are in words of their own */
	bool has_ignored;   /* server or time server were given */
	char hostname[LEASE_NAME_MAX];
	uint32_t mtu;
	struct netlink_mac new_mac;
	uint8_t client_id_len;
	uint8_t client_id[NETCONF_CLIENT_ID_MAX];
};

/* Parse what stands behind "ip=".  Returns NULL, or what is wrong or wanted. */
must_check const char *ip_param_parse(const char *text, size_t len, struct ip_param *ret);
