/* SPDX-License-Identifier: MIT */
/* rtnetlink requests, built into a buffer of fixed size from the values of netlink_msg.h. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "pure/netlink_msg.h"
#include "pure/netlink_rule.h"

enum {
	NETLINK_REQUEST_MAX =
		640, /* the largest, a bond with every option, takes 430 bytes */
};

struct netlink_request {
	size_t len;
	uint8_t bytes[NETLINK_REQUEST_MAX];
};

/* All links, addresses, routes or rules; @get is RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE or
 * RTM_GETRULE, and @family 0 asks for both. */
void netlink_build_dump(struct netlink_request *ret, uint16_t get, uint8_t family);

/* Set the flags that are in @mask, the MTU unless it is 0, and the MAC if there is one. */
void netlink_build_link(struct netlink_request *ret, const struct netlink_link *link,
			uint32_t mask);

/* Make the bond, or the VLAN on its @lower, that @link says, if there is none of its name.  A
 * bond that the kernel made with its module gets the options. */
void netlink_build_new_link(struct netlink_request *ret, const struct netlink_link *link);

/* Make it part of the bond @link->master; 0: of none.  Both must be down. */
void netlink_build_master(struct netlink_request *ret, const struct netlink_link *link);

/* The member that a bond prefers. */
void netlink_build_primary(struct netlink_request *ret, uint32_t bond, uint32_t member);

/* @type: RTM_NEWADDR (creates or replaces) or RTM_DELADDR, RTM_NEWROUTE or RTM_DELROUTE. */
void netlink_build_address(struct netlink_request *ret, uint16_t type,
			   const struct netlink_address *address);
void netlink_build_route(struct netlink_request *ret, uint16_t type,
			 const struct netlink_route *route);

/* A rule in addition: -EEXIST if there is one like it. */
void netlink_build_rule(struct netlink_request *ret, const struct netlink_rule *rule);

/* The number by which the kernel's answer names its request. */
void netlink_stamp(struct netlink_request *request, uint32_t sequence);
