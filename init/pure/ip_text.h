/* SPDX-License-Identifier: MIT */
/* Addresses of either family, and MACs, from and to text. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/writer.h"
#include "pure/netlink_msg.h"

/* "192.0.2.1" or "2001:db8::1" (RFC 4291; no zone, no brackets).  Returns 0 or -EINVAL. */
must_check int ip_parse(const char *text, size_t len, struct netlink_ip *ret);

/* The same with "/64" behind it; without it, @ret_len is that of a single address. */
must_check int ip_parse_prefix(const char *text, size_t len, struct netlink_ip *ret,
			       uint8_t *ret_len);

/* Hexadecimal pairs, all joined by ':' or all by '-'.  Returns 0 or -EINVAL. */
must_check int ip_parse_mac(const char *text, size_t len, struct netlink_mac *ret);

/* From and to a number in host order (ipv4.h). */
struct netlink_ip ipv4_to_ip(uint32_t address);
uint32_t ipv4_from_ip(const struct netlink_ip *ip);

/* IPv6 as in RFC 5952: lower case, the first longest run of zero groups as "::". */
void ip_write(struct writer *to, const struct netlink_ip *ip);

bool ip_equal(const struct netlink_ip *a, const struct netlink_ip *b);
bool mac_equal(const struct netlink_mac *a, const struct netlink_mac *b);

/* True if both are of one family and their first @prefix_len bits are the same. */
bool ip_is_near(const struct netlink_ip *a, const struct netlink_ip *b,
		uint8_t prefix_len);

/* Clear what is behind the first @prefix_len bits. */
void ip_mask(struct netlink_ip *ip, uint8_t prefix_len);

/* True if a machine can have it: not unspecified, loopback or multicast. */
bool ip_is_host(const struct netlink_ip *ip);

/* True for fe80::/10, which is on every link. */
bool ip_is_link_local(const struct netlink_ip *ip);
