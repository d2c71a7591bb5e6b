/* SPDX-License-Identifier: MIT */
/* How the command line names a link, and how long a prefix is. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/netlink_msg.h"

/* Which link: by MAC, else by name; neither: every one, or the only one. */
struct ip_device {
	char name[NETLINK_NAME_MAX];
	struct netlink_mac mac;
};

/* "eth0", or a MAC as 52:54:00:12:34:56, 52-54-00-12-34-56 or enx525400123456.  Returns 0
 * or -EINVAL. */
must_check int ip_device_parse(const char *text, size_t len, struct ip_device *ret);

/* A mask as prefix length, 255.255.255.0, or ffff:ffff::; @family is that of the address.
 * Returns 0 or -EINVAL. */
must_check int ip_parse_mask(const char *text, size_t len, uint8_t family, uint8_t *ret);
