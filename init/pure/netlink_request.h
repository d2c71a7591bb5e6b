/* SPDX-License-Identifier: MIT */
/* rtnetlink requests, built into a buffer of fixed size from the values of netlink_msg.h. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "pure/netlink_msg.h"

enum {
	NETLINK_REQUEST_MAX = 256, /* the largest, an IPv6 route, takes 104 bytes */
};

struct netlink_request {
	size_t len;
	uint8_t bytes[NETLINK_REQUEST_MAX];
};

/* All links, addresses or routes; @get is RTM_GETLINK, RTM_GETADDR or RTM_GETROUTE, and
 * @family 0 asks for both. */
void netlink_build_dump(struct netlink_request *ret, uint16_t get, uint8_t family);

/* Set the flags that are in @mask, the MTU unless it is 0, and the MAC if there is one. */
void netlink_build_link(struct netlink_request *ret, const struct netlink_link *link,
			uint32_t mask);

/* @type: RTM_NEWADDR (creates or replaces) or RTM_DELADDR, RTM_NEWROUTE or RTM_DELROUTE. */
void netlink_build_address(struct netlink_request *ret, uint16_t type,
			   const struct netlink_address *address);
void netlink_build_route(struct netlink_request *ret, uint16_t type,
			 const struct netlink_route *route);

/* The number by which the kernel's answer names its request. */
void netlink_stamp(struct netlink_request *request, uint32_t sequence);
