/* SPDX-License-Identifier: MIT */
#include "pure/lease.h"

#include <errno.h>
#include <string.h>

#include "base/cursor.h"
#include "base/writer.h"
#include "pure/ipv4.h"

enum {
	LABEL_MAX = 63, /* RFC 1035 section 2.3.4 */
};

bool lease_event_has_lease(enum lease_event event)
{
	return event == LEASE_BOUND || event == LEASE_RENEW;
}

const char *lease_field_name(unsigned int field)
{
	static const char *const names[LEASE_FIELDS] = {
		[LEASE_FIELD_MASK] = "netmask",
		[LEASE_FIELD_ROUTER] = "router",
		[LEASE_FIELD_ROUTES] = "classless routes",
		[LEASE_FIELD_DNS] = "DNS server",
		[LEASE_FIELD_DOMAIN] = "domain",
		[LEASE_FIELD_HOSTNAME] = "host name",
		[LEASE_FIELD_MTU] = "MTU",
		[LEASE_FIELD_SERVER] = "server identifier",
		[LEASE_FIELD_SECONDS] = "lease time",
	};

	return field < LEASE_FIELDS ? names[field] : "";
}

static bool is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_label(const char *label, size_t len)
{
	if (len == 0 || len > LABEL_MAX || label[0] == '-' || label[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_alphanumeric(label[i]) && label[i] != '-')
			return false;
	return true;
}

bool lease_is_name(const char *name, size_t len)
{
	if (len >= LEASE_NAME_MAX)
		return false;
	for (;;) {
		const char *dot = memchr(name, '.', len);
		size_t label_len = dot ? (size_t)(dot - name) : len;

		if (!is_label(name, label_len))
			return false;
		if (!dot)
			return true;
		name = dot + 1;
		len -= label_len + 1;
	}
}

static bool is_destination(uint32_t dst, uint8_t prefix_len)
{
	uint32_t first = dst >> 24;

	return prefix_len <= 32 && (dst & ~ipv4_mask(prefix_len)) == 0 && first != 127 &&
	       first < 224;
}

bool lease_is_route(const struct lease_route *route)
{
	return is_destination(route->dst, route->prefix_len) &&
	       (route->gateway == 0 || ipv4_is_host(route->gateway));
}

void lease_encode(const struct lease_message *message, uint8_t ret[LEASE_MESSAGE_SIZE])
{
	const struct lease *lease = &message->lease;
	struct writer w = writer_over(ret, LEASE_MESSAGE_SIZE);
	uint32_t event = message->event;

	writer_bytes(&w, &event, sizeof(event));
	writer_bytes(&w, &message->refused, sizeof(message->refused));
	writer_bytes(&w, &lease->address, sizeof(lease->address));
	writer_bytes(&w, &lease->server, sizeof(lease->server));
	writer_bytes(&w, &lease->seconds, sizeof(lease->seconds));
	writer_bytes(&w, &lease->mtu, sizeof(lease->mtu));
	writer_bytes(&w, &lease->prefix_len, 1);
	writer_bytes(&w, &lease->n_routes, 1);
	writer_bytes(&w, &lease->n_dns, 1);
	for (size_t i = 0; i < LEASE_ROUTES_MAX; i++) {
		writer_bytes(&w, &lease->routes[i].dst, sizeof(lease->routes[i].dst));
		writer_bytes(&w, &lease->routes[i].gateway,
			     sizeof(lease->routes[i].gateway));
		writer_bytes(&w, &lease->routes[i].prefix_len, 1);
	}
	writer_bytes(&w, lease->dns, sizeof(lease->dns));
	writer_bytes(&w, lease->domain, sizeof(lease->domain));
	writer_bytes(&w, lease->hostname, sizeof(lease->hostname));
}

static uint32_t read_u32(struct cursor *c)
{
	uint32_t value;

	cursor_copy(c, &value, sizeof(value));
	return value;
}

static void read_lease(struct cursor *c, struct lease *lease)
{
	lease->address = read_u32(c);
	lease->server = read_u32(c);
	lease->seconds = read_u32(c);
	cursor_copy(c, &lease->mtu, sizeof(lease->mtu));
	lease->prefix_len = cursor_u8(c);
	lease->n_routes = cursor_u8(c);
	lease->n_dns = cursor_u8(c);
	for (size_t i = 0; i < LEASE_ROUTES_MAX; i++) {
		lease->routes[i].dst = read_u32(c);
		lease->routes[i].gateway = read_u32(c);
		lease->routes[i].prefix_len = cursor_u8(c);
	}
	cursor_copy(c, lease->dns, sizeof(lease->dns));
	cursor_copy(c, lease->domain, sizeof(lease->domain));
	cursor_copy(c, lease->hostname, sizeof(lease->hostname));
}

static bool is_zero(const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	while (len > 0 && at[len - 1] == 0)
		len--;
	return len == 0;
}

/* A name with nothing behind its end, or none at all. */
static bool is_name_field(const char name[static LEASE_NAME_MAX])
{
	size_t len = strnlen(name, LEASE_NAME_MAX);

	return len < LEASE_NAME_MAX && is_zero(name + len, LEASE_NAME_MAX - len) &&
	       (len == 0 || lease_is_name(name, len));
}

static bool are_lists_valid(const struct lease *lease)
{
	if (lease->n_routes > LEASE_ROUTES_MAX || lease->n_dns > LEASE_DNS_MAX)
		return false;
	for (size_t i = 0; i < LEASE_ROUTES_MAX; i++) {
		const struct lease_route *route = &lease->routes[i];
		bool is_unused = !route->dst && !route->gateway && !route->prefix_len;

		if (i < lease->n_routes ? !lease_is_route(route) : !is_unused)
			return false;
	}
	for (size_t i = 0; i < LEASE_DNS_MAX; i++)
		if (i < lease->n_dns ? !ipv4_is_host(lease->dns[i]) : lease->dns[i] != 0)
			return false;
	return true;
}

static bool is_lease_valid(const struct lease *lease)
{
	return ipv4_is_host(lease->address) && lease->prefix_len >= 1 &&
	       lease->prefix_len <= 32 && lease->seconds >= LEASE_SECONDS_MIN &&
	       (lease->server == 0 || ipv4_is_host(lease->server)) &&
	       (lease->mtu == 0 ||
		(lease->mtu >= LEASE_MTU_MIN && lease->mtu <= LEASE_MTU_MAX)) &&
	       are_lists_valid(lease) && is_name_field(lease->domain) &&
	       is_name_field(lease->hostname);
}

int lease_decode(const uint8_t *bytes, size_t len, struct lease_message *ret)
{
	struct cursor c = cursor_over(bytes, len);
	struct lease_message message = { 0 };
	uint32_t event = read_u32(&c);

	message.refused = read_u32(&c);
	read_lease(&c, &message.lease);
	if (!cursor_ok(&c) || c.left > 0 || event < LEASE_DECONFIG ||
	    event >= LEASE_EVENT_END || message.refused >> LEASE_FIELDS)
		return -EBADMSG;
	message.event = (enum lease_event)event;
	if (lease_event_has_lease(message.event)
		    ? !is_lease_valid(&message.lease)
		    : !is_zero(bytes + sizeof(event), len - sizeof(event)))
		return -EBADMSG;
	*ret = message;
	return 0;
}
