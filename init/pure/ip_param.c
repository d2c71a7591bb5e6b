/* SPDX-License-Identifier: MIT */
#include "pure/ip_param.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "base/text.h"
#include "pure/ip_text.h"

enum {
	RAW_FIELDS_MAX = 24,
	FIELDS_MAX = 10,
	MAC_GROUPS = 6,
};

static const char wants[] =
	"wants dhcp, auto6, DEVICE:dhcp, or ADDRESS::GATEWAY:MASK::DEVICE:off (IPv6 in brackets)";
static const char no_mask[] =
	"has no mask: put a prefix length or 255.255.255.0 into the fourth field, as in "
	"ip=ADDRESS::GATEWAY:24::DEVICE:off";

/* --- fields ------------------------------------------------------------------------------ */

struct field {
	const char *at;
	size_t len;
	bool is_bracketed;
};

struct fields {
	struct field list[RAW_FIELDS_MAX];
	size_t n;
};

static bool is_hex_pair(const struct field *f)
{
	return f->len == 2 && !f->is_bracketed && text_hex_digit(f->at[0]) >= 0 &&
	       text_hex_digit(f->at[1]) >= 0;
}

/* A MAC's colons are no separators: nothing else has six pairs of digits in a row. */
static void join_macs(struct fields *f)
{
	for (size_t i = 0; i + MAC_GROUPS <= f->n; i++) {
		size_t run = 0;

		while (run < MAC_GROUPS && is_hex_pair(&f->list[i + run]))
			run++;
		if (run < MAC_GROUPS)
			continue;
		f->list[i].len = 3 * MAC_GROUPS - 1;
		f->n -= MAC_GROUPS - 1;
		memmove(&f->list[i + 1], &f->list[i + MAC_GROUPS],
			(f->n - i - 1) * sizeof(f->list[0]));
	}
}

/* The field at the beginning of the text.  Returns how long it is, or -EINVAL. */
static ssize_t take_field(const char *text, size_t len, struct field *ret)
{
	size_t bracket = len > 0 && text[0] == '[';
	const char *end = len > 0 ? memchr(text, bracket ? ']' : ':', len) : NULL;
	size_t taken = end ? (size_t)(end - text) : len;

	if (bracket && (!end || taken == 1))
		return -EINVAL;
	*ret = (struct field){ text + bracket, taken - bracket, bracket };
	return (ssize_t)(taken + bracket);
}

static int split(const char *text, size_t len, struct fields *ret)
{
	ret->n = 0;
	for (size_t at = 0; at <= len; at++) {
		if (ret->n == RAW_FIELDS_MAX)
			return -EINVAL;
		ssize_t r = take_field(text + at, len - at, &ret->list[ret->n++]);

		if (r < 0)
			return -EINVAL;
		at += (size_t)r;
		if (at < len && text[at] != ':')
			return -EINVAL;
	}
	join_macs(ret);
	while (ret->n > 0 && ret->list[ret->n - 1].len == 0)
		ret->n--;
	return ret->n <= FIELDS_MAX ? 0 : -E2BIG;
}

/* Fields that were left out are empty. */
static struct field field_at(const struct fields *f, size_t i)
{
	return i < f->n ? f->list[i] : (struct field){ .at = "" };
}

/* --- values ------------------------------------------------------------------------------ */

static bool is_text(struct field f, const char *text)
{
	return f.at && f.len == strlen(text) && memcmp(f.at, text, f.len) == 0;
}

/* For the kernel an address of zeroes is none. */
static bool is_absent(struct field f)
{
	return f.len == 0 || is_text(f, "0.0.0.0");
}

/* Brackets hold IPv6, and IPv6 stands in brackets. */
static int parse_ip(struct field f, struct netlink_ip *ret)
{
	struct netlink_ip ip;

	if (ip_parse(f.at, f.len, &ip) < 0 || !ip_is_host(&ip) ||
	    (ip.family == AF_INET6) != f.is_bracketed)
		return -EINVAL;
	*ret = ip;
	return 0;
}

static bool is_ip(struct field f)
{
	struct netlink_ip ip;

	return parse_ip(f, &ip) == 0;
}

static int parse_mtu(struct field f, uint32_t *ret)
{
	uint64_t mtu;

	if (text_to_u64(f.at, f.len, IP_PARAM_MTU_MAX, &mtu) < 0 ||
	    mtu < IP_PARAM_MTU_MIN)
		return -EINVAL;
	*ret = (uint32_t)mtu;
	return 0;
}

static int parse_new_mac(struct field f, struct netlink_mac *ret)
{
	struct netlink_mac mac;

	/* not that of a group, which no machine can have */
	if (ip_parse_mac(f.at, f.len, &mac) < 0 || mac.len != MAC_GROUPS ||
	    mac.bytes[0] & 1)
		return -EINVAL;
	*ret = mac;
	return 0;
}

/* --- the autoconf word ------------------------------------------------------------------- */

static const struct {
	const char *word;
	enum ip_method method;
	uint8_t asks;
	const char *why_not; /* it is known, and not done */
} methods[] = {
	{ "dhcp", IP_ASK, NETCONF_DHCP4, NULL },
	{ "on", IP_ASK, NETCONF_DHCP4, NULL },
	{ "any", IP_ASK, NETCONF_DHCP4, NULL },
	/* links are asked at once, and the first wins */
	{ "single-dhcp", IP_ASK, NETCONF_DHCP4, NULL },
	{ "dhcp6", IP_ASK, NETCONF_DHCP6, NULL },
	{ "auto6", IP_ASK, NETCONF_RA, NULL },
	{ "either6", IP_ASK, NETCONF_RA | NETCONF_DHCP6, NULL },
	{ "link6", IP_ASK, NETCONF_LINK6, NULL },
	{ "link-local", IP_ASK, NETCONF_LINK6, NULL },
	{ "off", IP_OFF, 0, NULL },
	{ "none", IP_OFF, 0, NULL },
	{ "bootp", IP_OFF, 0, "bootp is not supported; dhcp is" },
	{ "rarp", IP_OFF, 0, "rarp is not supported; dhcp is" },
	{ "both", IP_OFF, 0, "both (bootp and rarp) is not supported; dhcp is" },
	{ "ibft", IP_OFF, 0, "ibft is not supported; give the addresses themselves" },
};

/* Where the word is in the table, or its length. */
static size_t method_of(struct field word)
{
	size_t i = 0;

	while (i < ARRAY_LEN(methods) && !is_text(word, methods[i].word))
		i++;
	return i;
}

static struct field take_item(struct field *list)
{
	const char *comma = list->len > 0 ? memchr(list->at, ',', list->len) : NULL;
	size_t len = comma ? (size_t)(comma - list->at) : list->len;
	struct field item = { list->at, len, false };

	list->at += len + (comma != NULL);
	list->len -= len + (comma != NULL);
	return item;
}

static bool is_method(struct field f)
{
	return !f.is_bracketed && method_of(take_item(&f)) < ARRAY_LEN(methods);
}

/* The kernel's dhcp,TYPE,TEXT: the value is taken as it stands. */
static const char *parse_client_id(struct field list, struct ip_param *p)
{
	struct field type = take_item(&list);
	uint64_t number;

	if (text_to_u64(type.at, type.len, UINT8_MAX, &number) < 0 || list.len == 0 ||
	    list.len >= sizeof(p->client_id))
		return "wants dhcp,TYPE,VALUE: a number, and at most 134 bytes";
	p->client_id[0] = (uint8_t)number;
	memcpy(p->client_id + 1, list.at, list.len);
	p->client_id_len = (uint8_t)(list.len + 1);
	return NULL;
}

static const char *parse_method(struct field list, struct ip_param *p)
{
	bool is_first = true;

	do {
		size_t i = method_of(take_item(&list));

		if (i == ARRAY_LEN(methods))
			return wants;
		if (methods[i].why_not)
			return methods[i].why_not;
		if (!is_first && methods[i].method != p->method)
			return "asks for an address and for none";
		p->method = methods[i].method;
		p->asks |= methods[i].asks;
		if (is_first && p->method == IP_ASK && list.len > 0 && *list.at >= '0' &&
		    *list.at <= '9')
			return parse_client_id(list, p);
		is_first = false;
	} while (list.len > 0);
	return NULL;
}

/* --- the forms --------------------------------------------------------------------------- */

static const char *parse_device(struct field f, struct ip_param *p)
{
	if (f.len == 0)
		return NULL;
	if (f.is_bracketed || ip_device_parse(f.at, f.len, &p->device) < 0)
		return "the device is neither a name of at most 15 letters nor a MAC";
	return NULL;
}

/* DEVICE:METHOD[:MTU[:MAC]] */
static const char *parse_short(const struct fields *f, struct ip_param *p)
{
	struct field mtu = field_at(f, 2), mac = field_at(f, 3);
	const char *why = parse_device(field_at(f, 0), p);

	if (!why)
		why = parse_method(field_at(f, 1), p);
	if (why)
		return why;
	if (f->n > 4 || (mtu.len > 0 && parse_mtu(mtu, &p->mtu) < 0) ||
	    (mac.len > 0 && parse_new_mac(mac, &p->new_mac) < 0))
		return "wants DEVICE:dhcp[:MTU[:MAC]], an MTU from 576 to 9216";
	return NULL;
}

/* [DNS[:DNS[:TIME SERVER]]] or [MTU][:MAC] */
static const char *parse_rest(const struct fields *f, struct ip_param *p)
{
	struct field a = field_at(f, 7), b = field_at(f, 8), c = field_at(f, 9);
	bool is_dns = is_ip(a) || (a.len == 0 && is_ip(b));

	if (is_dns) {
		if (a.len > 0 && parse_ip(a, &p->dns[p->n_dns]) == 0)
			p->n_dns++;
		if (b.len > 0 && parse_ip(b, &p->dns[p->n_dns++]) < 0)
			return "the second DNS server is no address";
		if (c.len > 0 && !is_ip(c))
			return "the time server is no address";
		p->has_ignored = p->has_ignored || c.len > 0;
		return NULL;
	}
	if ((a.len > 0 && parse_mtu(a, &p->mtu) < 0) ||
	    (b.len > 0 && parse_new_mac(b, &p->new_mac) < 0) || c.len > 0)
		return "the last fields are neither DNS servers nor MTU (576 to 9216) and MAC";
	return NULL;
}

/* Server or peer, by what the mask says; then whose prefix length counts. */
static const char *parse_second(struct field f, uint8_t mask, struct ip_param *p)
{
	uint8_t whole = (uint8_t)(8 * netlink_ip_len(p->client.family));
	bool has_prefix = f.len > 0 && memchr(f.at, '/', f.len);
	bool leaves_no_other = mask == 0 || mask + 1 >= whole;
	uint8_t prefix_len = mask;

	p->prefix_len = mask;
	if (is_absent(f))
		return NULL;
	if (has_prefix ? ip_parse_prefix(f.at, f.len, &p->peer, &prefix_len) < 0
		       : parse_ip(f, &p->peer) < 0)
		return "the second field, server or peer, is no address";
	if (!has_prefix && (!leaves_no_other || p->client.family == 0)) {
		p->peer = (struct netlink_ip){ 0 };
		p->has_ignored = true;
		return NULL;
	}
	if (p->peer.family != p->client.family || prefix_len > whole)
		return "address and peer are not of one family";
	p->prefix_len = prefix_len;
	return NULL;
}

static const char *parse_addresses(const struct fields *f, struct ip_param *p)
{
	struct field client = field_at(f, 0), gateway = field_at(f, 2),
		     mask = field_at(f, 3);
	uint8_t mask_len = 0;

	if (!is_absent(client) && parse_ip(client, &p->client) < 0)
		return wants;
	if (!is_absent(gateway) && parse_ip(gateway, &p->gateway) < 0)
		return "the gateway, the third field, is no address";
	if (p->client.family == AF_INET6 && p->gateway.family == AF_INET)
		return "an IPv4 gateway leads nowhere from an IPv6 address";
	if (p->client.family && !is_absent(mask) &&
	    ip_parse_mask(mask.at, mask.len, p->client.family, &mask_len) < 0)
		return "the mask, the fourth field, is neither a prefix length nor a mask "
		       "without holes";
	return parse_second(field_at(f, 1), mask_len, p);
}

/* ADDRESS:[SERVER or PEER]:[GATEWAY]:MASK:[HOST]:[DEVICE]:[METHOD][:...] */
static const char *parse_long(const struct fields *f, struct ip_param *p)
{
	struct field host = field_at(f, 4), method = field_at(f, 6);
	const char *why = parse_addresses(f, p);

	if (!why && host.len > 0 && !lease_is_name(host.at, host.len))
		why = "the host name, the fifth field, is none";
	if (why)
		return why;
	if (host.len > 0)
		memcpy(p->hostname, host.at, host.len);
	why = parse_device(field_at(f, 5), p);
	p->method = p->client.family ? IP_STATIC : IP_ASK;
	p->asks = 0;
	if (!why && method.len > 0)
		why = parse_method(method, p);
	else if (p->method == IP_ASK)
		p->asks = NETCONF_DHCP4;
	if (!why)
		why = parse_rest(f, p);
	if (why)
		return why;
	if (p->client.family && p->method == IP_ASK)
		return "gives an address and asks for one";
	if (p->client.family && p->prefix_len == 0)
		return no_mask;
	p->method = p->client.family ? IP_STATIC : p->method;
	return NULL;
}

static const char *parse_one(struct field f, struct ip_param *p)
{
	if (is_method(f))
		return parse_method(f, p);
	if (f.is_bracketed || parse_ip(f, &p->client) < 0)
		return wants;
	p->is_alone = true;
	return NULL;
}

const char *ip_param_parse(const char *text, size_t len, struct ip_param *ret)
{
	struct ip_param p = { .method = IP_STATIC };
	struct fields f = { .n = 0 };
	const char *why;
	int r = split(text, len, &f);

	if (r == -E2BIG)
		return "has more than ten fields";
	if (r < 0 || f.n == 0)
		return wants;
	if (f.n == 1)
		why = parse_one(f.list[0], &p);
	else if (is_method(f.list[1]) && !is_ip(f.list[0]))
		why = parse_short(&f, &p);
	else
		why = parse_long(&f, &p);
	if (!why)
		*ret = p;
	return why;
}
