/* SPDX-License-Identifier: MIT */
#include "pure/ip_text.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "pure/ipv4.h"

enum {
	IPV4_BYTES = 4,
	IPV6_BYTES = 16,
	IPV6_GROUPS = 8,
	GROUP_DIGITS = 4,
};

/* --- parsing -------------------------------------------------------------------------- */

static int parse_dotted(const char *text, size_t len, uint8_t *ret)
{
	uint32_t address;
	int r = ipv4_parse(text, len, &address);

	if (r == 0)
		memcpy(ret, ipv4_to_ip(address).bytes, IPV4_BYTES);
	return r;
}

/* One group of hexadecimal digits, or a dotted address at the end: how many bytes. */
static int parse_group(const char *text, size_t len, uint8_t *ret, size_t room)
{
	unsigned int group = 0;

	if (memchr(text, '.', len))
		return room >= IPV4_BYTES && parse_dotted(text, len, ret) == 0
			       ? IPV4_BYTES
			       : -EINVAL;
	if (len == 0 || len > GROUP_DIGITS || room < 2)
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		int digit = text_hex_digit(text[i]);

		if (digit < 0)
			return -EINVAL;
		group = group << 4 | (unsigned int)digit;
	}
	ret[0] = (uint8_t)(group >> 8);
	ret[1] = (uint8_t)group;
	return 2;
}

/* Move what stands behind "::" to the end. */
static int fill_gap(uint8_t bytes[static IPV6_BYTES], size_t n, size_t gap)
{
	if (gap > n)
		return n == IPV6_BYTES ? 0 : -EINVAL;
	if (n > IPV6_BYTES - 2)
		return -EINVAL;
	memmove(bytes + IPV6_BYTES - (n - gap), bytes + gap, n - gap);
	memset(bytes + gap, 0, IPV6_BYTES - n);
	return 0;
}

static int parse_ipv6(const char *text, size_t len, uint8_t ret[static IPV6_BYTES])
{
	bool begins_with_gap = len >= 2 && text[0] == ':' && text[1] == ':';
	size_t n = 0, at = begins_with_gap ? 2 : 0, gap = begins_with_gap ? 0 : SIZE_MAX;

	while (at < len) {
		const char *colon = memchr(text + at, ':', len - at);
		size_t group = colon ? (size_t)(colon - text) - at : len - at;
		int r = parse_group(text + at, group, ret + n, IPV6_BYTES - n);

		/* a dotted address is the last group */
		if (r < 0 || (r == IPV4_BYTES && colon))
			return -EINVAL;
		n += (size_t)r;
		at += group + (colon != NULL);
		if (colon && at == len)
			return -EINVAL;
		if (!colon || text[at] != ':')
			continue;
		if (gap != SIZE_MAX)
			return -EINVAL;
		gap = n;
		at++;
	}
	return fill_gap(ret, n, gap);
}

int ip_parse(const char *text, size_t len, struct netlink_ip *ret)
{
	struct netlink_ip ip = { .family = AF_INET };
	int r;

	if (len > 0 && memchr(text, ':', len)) {
		ip.family = AF_INET6;
		r = parse_ipv6(text, len, ip.bytes);
	} else {
		r = len > 0 ? parse_dotted(text, len, ip.bytes) : -EINVAL;
	}
	if (r < 0)
		return r;
	*ret = ip;
	return 0;
}

int ip_parse_prefix(const char *text, size_t len, struct netlink_ip *ret,
		    uint8_t *ret_len)
{
	const char *slash = len > 0 ? memchr(text, '/', len) : NULL;
	size_t ip_text_len = slash ? (size_t)(slash - text) : len;
	struct netlink_ip ip;
	int r = ip_parse(text, ip_text_len, &ip);

	if (r < 0)
		return r;
	uint64_t whole = 8ULL * netlink_ip_len(ip.family), bits = whole;

	if (slash && text_to_u64(slash + 1, len - ip_text_len - 1, whole, &bits) < 0)
		return -EINVAL;
	*ret = ip;
	*ret_len = (uint8_t)bits;
	return 0;
}

int ip_parse_mac(const char *text, size_t len, struct netlink_mac *ret)
{
	size_t n = (len + 1) / 3;
	struct netlink_mac mac = { .len = (uint8_t)n };

	if (len % 3 != 2 || n > NETLINK_MAC_MAX)
		return -EINVAL;
	for (size_t i = 0; i < n; i++) {
		bool is_last = i + 1 == n;

		if (text_from_hex(text + 3 * i, 2, &mac.bytes[i], 1) < 0)
			return -EINVAL;
		if (!is_last &&
		    ((text[2] != ':' && text[2] != '-') || text[3 * i + 2] != text[2]))
			return -EINVAL;
	}
	*ret = mac;
	return 0;
}

struct netlink_ip ipv4_to_ip(uint32_t address)
{
	return (struct netlink_ip){
		.family = AF_INET,
		.bytes = { (uint8_t)(address >> 24), (uint8_t)(address >> 16),
			   (uint8_t)(address >> 8), (uint8_t)address }
	};
}

uint32_t ipv4_from_ip(const struct netlink_ip *ip)
{
	const uint8_t *b = ip->bytes;

	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* --- writing -------------------------------------------------------------------------- */

static void write_ipv6(struct writer *to, const uint8_t bytes[static IPV6_BYTES])
{
	uint16_t groups[IPV6_GROUPS];
	size_t best = 0, best_len = 1, run = 0;

	for (size_t i = 0; i < IPV6_GROUPS; i++) {
		groups[i] = (uint16_t)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
		run = groups[i] == 0 ? run + 1 : 0;
		if (run > best_len) {
			best_len = run;
			best = i + 1 - run;
		}
	}
	if (best_len < 2)
		best = IPV6_GROUPS;
	for (size_t i = 0; i < IPV6_GROUPS; i++) {
		if (i == best) {
			writer_text(to, "::");
			i += best_len - 1;
			continue;
		}
		writer_printf(to, "%s%x", i > 0 && i != best + best_len ? ":" : "",
			      groups[i]);
	}
}

void ip_write(struct writer *to, const struct netlink_ip *ip)
{
	const uint8_t *b = ip->bytes;

	if (ip->family == AF_INET6)
		write_ipv6(to, b);
	else
		writer_printf(to, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
}

/* --- comparing ------------------------------------------------------------------------ */

bool ip_equal(const struct netlink_ip *a, const struct netlink_ip *b)
{
	return a->family == b->family &&
	       memcmp(a->bytes, b->bytes, netlink_ip_len(a->family)) == 0;
}

bool mac_equal(const struct netlink_mac *a, const struct netlink_mac *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

void ip_mask(struct netlink_ip *ip, uint8_t prefix_len)
{
	for (unsigned int i = 0; i < NETLINK_IP_MAX; i++) {
		unsigned int first = 8 * i;

		if (first >= prefix_len)
			ip->bytes[i] = 0;
		else if (prefix_len - first < 8)
			ip->bytes[i] &= (uint8_t)(0xff00 >> (prefix_len - first));
	}
}

bool ip_is_near(const struct netlink_ip *a, const struct netlink_ip *b,
		uint8_t prefix_len)
{
	struct netlink_ip x = *a, y = *b;

	ip_mask(&x, prefix_len);
	ip_mask(&y, prefix_len);
	return ip_equal(&x, &y);
}

bool ip_is_host(const struct netlink_ip *ip)
{
	static const uint8_t loopback[IPV6_BYTES] = { [15] = 1 };
	static const uint8_t unspecified[IPV6_BYTES];
	const uint8_t *b = ip->bytes;

	if (ip->family == AF_INET)
		return ipv4_is_host(ipv4_from_ip(ip));
	return ip->family == AF_INET6 && b[0] != 0xff &&
	       memcmp(b, loopback, IPV6_BYTES) != 0 &&
	       memcmp(b, unspecified, IPV6_BYTES) != 0;
}

bool ip_is_link_local(const struct netlink_ip *ip)
{
	return ip->family == AF_INET6 && ip->bytes[0] == 0xfe &&
	       (ip->bytes[1] & 0xc0) == 0x80;
}
