/* SPDX-License-Identifier: MIT */
#include "pure/net6.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cursor.h"
#include "base/text.h"
#include "base/writer.h"
#include "pure/ip_text.h"
#include "pure/lease.h"

enum {
	ADVERTISEMENT = 134, /* ICMPv6 types and options: RFC 4861, RFC 8106 */
	OPTION_RDNSS = 25,
	OPTION_DNSSL = 31,
	OPTION_UNIT = 8,
	FLAG_MANAGED = 0x80,
	FLAG_OTHER = 0x40,
	HOPS = 255, /* a router on the link: no other packet still has that many */
	LABEL_MAX = 63,
};

struct netlink_ip net6_ip(const uint8_t bytes[static 16])
{
	struct netlink_ip ip = { .family = AF_INET6 };

	memcpy(ip.bytes, bytes, 16);
	return ip;
}

static void add_server(struct net6_message *m, const struct netlink_ip *ip)
{
	if (!ip_is_host(ip) || ip->family != AF_INET6)
		m->refused |= NET6_DNS_WAS_BAD;
	else if (m->n_dns < NET6_DNS_MAX)
		memcpy(m->dns[m->n_dns++], ip->bytes, sizeof(m->dns[0]));
}

/* What does not fit is left out: a resolver tries the domains in order. */
static void add_domain(struct net6_message *m, const char *name, size_t len)
{
	size_t at = strnlen(m->search, sizeof(m->search));

	if (len > 0 && name[len - 1] == '.')
		len--;
	if (!lease_is_name(name, len)) {
		m->refused |= NET6_SEARCH_WAS_BAD;
		return;
	}
	if (at + 1 + len >= sizeof(m->search))
		return;
	if (at > 0)
		m->search[at++] = ' ';
	memcpy(m->search + at, name, len);
}

/* --- router advertisements ---------------------------------------------------------------- */

static uint32_t shorter(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static void take_rdnss(struct net6_message *m, struct cursor option)
{
	(void)cursor_be16(&option);
	uint32_t lifetime_s = cursor_be32(&option);

	m->flags |= NET6_SAYS_DNS;
	if (lifetime_s == 0) /* withdrawn */
		return;
	while (cursor_ok(&option) && option.left >= 16) {
		struct netlink_ip ip = { .family = AF_INET6 };

		cursor_copy(&option, ip.bytes, 16);
		add_server(m, &ip);
	}
	m->dns_s = shorter(m->dns_s, lifetime_s);
}

/* One name as RFC 1035 (3.1) has it, never compressed.  Returns false at the padding. */
static bool take_wire_name(struct net6_message *m, struct cursor *option)
{
	char name[LEASE_NAME_MAX];
	struct writer to = writer_over(name, sizeof(name));
	uint8_t len;

	while ((len = cursor_u8(option)) > 0 && len <= LABEL_MAX) {
		const uint8_t *label = cursor_take(option, len);

		writer_text(&to, to.len > 0 ? "." : "");
		if (label)
			writer_text_n(&to, (const char *)label, len);
	}
	if (len > LABEL_MAX || !cursor_ok(option) || !writer_ok(&to)) {
		m->refused |= NET6_SEARCH_WAS_BAD;
		return false;
	}
	if (to.len > 0)
		add_domain(m, name, to.len);
	return to.len > 0;
}

static void take_dnssl(struct net6_message *m, struct cursor option)
{
	(void)cursor_be16(&option);
	if (cursor_be32(&option) == 0)
		return;
	while (option.left > 0 && take_wire_name(m, &option))
		;
}

static int take_options(struct net6_message *m, struct cursor *c)
{
	while (c->left > 0) {
		uint8_t type = cursor_u8(c), units = cursor_u8(c);
		struct cursor option = { .left = 0 };

		if (units == 0)
			return -EBADMSG;
		option = cursor_sub(c, (size_t)units * OPTION_UNIT - 2);
		if (!cursor_ok(c))
			return -EBADMSG;
		if (type == OPTION_RDNSS)
			take_rdnss(m, option);
		else if (type == OPTION_DNSSL)
			take_dnssl(m, option);
	}
	return 0;
}

int net6_from_advertisement(const uint8_t *bytes, size_t len,
			    const uint8_t router[static 16], int hop_limit,
			    struct net6_message *ret)
{
	struct net6_message m = { .event = NET6_ROUTER, .dns_s = UINT32_MAX };
	struct netlink_ip from = net6_ip(router);
	struct cursor c = cursor_over(bytes, len);
	uint8_t type = cursor_u8(&c), code = cursor_u8(&c);

	/* the sum, which the kernel has checked, and the hop limit, which it goes by */
	(void)cursor_take(&c, 3);
	uint8_t flags = cursor_u8(&c);

	m.lifetime_s = cursor_be16(&c);
	(void)cursor_take(&c, 8); /* times that the kernel goes by */
	if (!cursor_ok(&c) || type != ADVERTISEMENT || code != 0 || hop_limit != HOPS ||
	    !ip_is_link_local(&from) || take_options(&m, &c) < 0)
		return -EBADMSG;
	m.flags |= (flags & FLAG_MANAGED ? NET6_MANAGED : 0) |
		   (flags & FLAG_OTHER ? NET6_OTHER : 0);
	memcpy(m.router, router, sizeof(m.router));
	*ret = m;
	return 0;
}

/* --- udhcpc6 ------------------------------------------------------------------------------ */

static const char *find(const char *const *environment, const char *name)
{
	size_t len = strlen(name);

	for (; *environment; environment++)
		if (strncmp(*environment, name, len) == 0 && (*environment)[len] == '=')
			return *environment + len + 1;
	return "";
}

static void take_servers(struct net6_message *m, const char *text)
{
	while (*text) {
		struct netlink_ip ip = { .family = 0 };
		size_t len = strcspn(text, " ");

		if (ip_parse(text, len, &ip) < 0)
			m->refused |= NET6_DNS_WAS_BAD;
		else
			add_server(m, &ip);
		text += len + (text[len] == ' ');
	}
}

static void take_domains(struct net6_message *m, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, " ");

		add_domain(m, text, len);
		text += len + (text[len] == ' ');
	}
}

static void take_lease(struct net6_message *m, const char *const *environment)
{
	const char *address = find(environment, "ipv6");
	const char *lease = find(environment, "lease");
	uint64_t seconds = LEASE_SECONDS_DEFAULT;
	struct netlink_ip ip;

	if (*address) {
		if (ip_parse(address, strlen(address), &ip) < 0 || !ip_is_host(&ip) ||
		    ip.family != AF_INET6 || ip_is_link_local(&ip)) {
			*m = (struct net6_message){ .event = NET6_REFUSED };
			return;
		}
		memcpy(m->address, ip.bytes, sizeof(m->address));
		m->has_address = 1;
	}
	if (text_to_u64(lease, strlen(lease), UINT32_MAX, &seconds) < 0)
		seconds = LEASE_SECONDS_DEFAULT;
	if (seconds < LEASE_SECONDS_MIN)
		seconds = LEASE_SECONDS_MIN;
	m->lifetime_s = (uint32_t)seconds;
	m->dns_s = UINT32_MAX;
	take_servers(m, find(environment, "dns"));
	take_domains(m, find(environment, "search"));
}

int net6_from_env(const char *event, const char *const *environment,
		  struct net6_message *ret)
{
	static const struct {
		const char *name;
		enum net6_event event;
	} events[] = {
		{ "deconfig", NET6_DECONFIG }, { "bound", NET6_BOUND },
		{ "renew", NET6_BOUND },       { "leasefail", NET6_FAIL },
		{ "nak", NET6_NAK },
	};
	struct net6_message m = { .event = 0 };

	for (size_t i = 0; i < ARRAY_LEN(events); i++)
		if (strcmp(event, events[i].name) == 0)
			m.event = events[i].event;
	if (m.event == 0)
		return -EINVAL;
	if (m.event == NET6_BOUND)
		take_lease(&m, environment);
	*ret = m;
	return 0;
}

/* --- the worker's side -------------------------------------------------------------------- */

static bool is_zero(const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	while (len > 0 && at[len - 1] == 0)
		len--;
	return len == 0;
}

static bool are_servers_valid(const struct net6_message *m)
{
	if (m->n_dns > NET6_DNS_MAX)
		return false;
	for (size_t i = 0; i < NET6_DNS_MAX; i++) {
		struct netlink_ip ip = net6_ip(m->dns[i]);

		if (i < m->n_dns ? !ip_is_host(&ip) : !is_zero(m->dns[i], 16))
			return false;
	}
	return true;
}

static bool are_domains_valid(const struct net6_message *m)
{
	size_t len = strnlen(m->search, sizeof(m->search));
	const char *at = m->search;

	if (len == sizeof(m->search) ||
	    !is_zero(m->search + len, sizeof(m->search) - len))
		return false;
	while (len > 0) {
		size_t word_len = strcspn(at, " ");

		if (!lease_is_name(at, word_len) ||
		    (at[word_len] == ' ' && !at[word_len + 1]))
			return false;
		at += word_len + (at[word_len] == ' ');
		len -= word_len + (len > word_len);
	}
	return true;
}

static bool is_event_valid(const struct net6_message *m)
{
	struct netlink_ip router = net6_ip(m->router), address = net6_ip(m->address);

	if (m->event == NET6_ROUTER)
		return ip_is_link_local(&router) && m->flags <= NET6_FLAGS &&
		       m->lifetime_s <= UINT16_MAX && m->dns_s > 0 &&
		       m->has_address == 0 && is_zero(m->address, sizeof(m->address));
	if (m->event != NET6_BOUND)
		return is_zero((const uint8_t *)m + sizeof(m->event),
			       sizeof(*m) - sizeof(m->event));
	bool has_sound_address = m->has_address == 1 && ip_is_host(&address) &&
				 !ip_is_link_local(&address);
	bool has_none = m->has_address == 0 && is_zero(m->address, sizeof(m->address));

	return (has_sound_address || has_none) && m->lifetime_s >= LEASE_SECONDS_MIN &&
	       m->dns_s == UINT32_MAX && m->flags == 0 &&
	       is_zero(m->router, sizeof(m->router));
}

int net6_decode(const void *bytes, size_t len, struct net6_message *ret)
{
	struct net6_message m;

	if (len != sizeof(m))
		return -EBADMSG;
	memcpy(&m, bytes, sizeof(m));
	if (m.event < NET6_ROUTER || m.event >= NET6_EVENT_END ||
	    m.refused > NET6_REFUSALS || !is_event_valid(&m) || !are_servers_valid(&m) ||
	    !are_domains_valid(&m))
		return -EBADMSG;
	*ret = m;
	return 0;
}
