/* SPDX-License-Identifier: MIT */
/* The words of the command line about links that are made of others, as dracut has them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/ip_device.h"

enum {
	NET_PARAM_MEMBERS_MAX = 8, /* what one LACP group can have in use */
};

/* vlan= */
struct net_param_vlan {
	char name[NETLINK_NAME_MAX];
	uint16_t id;
	struct ip_device lower;
};

/* bond= */
struct net_param_bond {
	char name[NETLINK_NAME_MAX];
	struct ip_device members[NET_PARAM_MEMBERS_MAX];
	uint8_t n_members;
	struct bond_options options;
	uint32_t mtu; /* 0: as it is */
};

/* ifname= */
struct net_param_alias {
	char name[NETLINK_NAME_MAX];
	struct netlink_mac mac;
};

/* What stands behind "vlan=", "bond=", "ifname=".  Each returns NULL, or what is wrong. */
must_check const char *net_param_parse_vlan(const char *text, size_t len,
					    struct net_param_vlan *ret);
must_check const char *net_param_parse_bond(const char *text, size_t len,
					    struct net_param_bond *ret);
must_check const char *net_param_parse_alias(const char *text, size_t len,
					     struct net_param_alias *ret);
