/* SPDX-License-Identifier: MIT */
#include "pure/ip_device.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "pure/ip_text.h"
#include "pure/ipv4.h"

enum {
	MAC_GROUPS = 6,
	ENX_LEN = 3 + 2 * MAC_GROUPS,
};

static int parse_ipv6_mask(const struct netlink_ip *mask, uint8_t *ret)
{
	static const struct netlink_ip ones = { AF_INET6,
						{ 255, 255, 255, 255, 255, 255, 255, 255,
						  255, 255, 255, 255, 255, 255, 255,
						  255 } };

	for (uint8_t len = 1; len <= 128; len++) {
		struct netlink_ip candidate = ones;

		ip_mask(&candidate, len);
		if (!ip_equal(&candidate, mask))
			continue;
		*ret = len;
		return 0;
	}
	return -EINVAL;
}

int ip_parse_mask(const char *text, size_t len, uint8_t family, uint8_t *ret)
{
	uint64_t whole = 8ULL * netlink_ip_len(family), bits;
	struct netlink_ip mask;
	uint8_t prefix_len;

	if (text_to_u64(text, len, whole, &bits) == 0) {
		if (bits == 0)
			return -EINVAL;
		*ret = (uint8_t)bits;
		return 0;
	}
	if (ip_parse(text, len, &mask) < 0 || mask.family != family)
		return -EINVAL;
	if (family == AF_INET6)
		return parse_ipv6_mask(&mask, ret);
	if (ipv4_prefix_len(ipv4_from_ip(&mask), &prefix_len) < 0 || prefix_len == 0)
		return -EINVAL;
	*ret = prefix_len;
	return 0;
}

static int parse_enx(const char *text, size_t len, struct netlink_mac *ret)
{
	if (len != ENX_LEN || memcmp(text, "enx", 3) != 0 ||
	    text_from_hex(text + 3, len - 3, ret->bytes, MAC_GROUPS) < 0)
		return -EINVAL;
	ret->len = MAC_GROUPS;
	return 0;
}

int ip_device_parse(const char *text, size_t len, struct ip_device *ret)
{
	struct ip_device device = { .name = "" };

	if ((ip_parse_mac(text, len, &device.mac) == 0 && device.mac.len == MAC_GROUPS) ||
	    parse_enx(text, len, &device.mac) == 0) {
		*ret = device;
		return 0;
	}
	device.mac.len = 0;
	if (len == 0 || len >= sizeof(device.name))
		return -EINVAL;
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~' || strchr("/:[]", text[i]))
			return -EINVAL;
	memcpy(device.name, text, len);
	*ret = device;
	return 0;
}
