/* SPDX-License-Identifier: MIT */
/* The half of lease.h that reads what udhcpc says. */
#include "pure/lease.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "pure/ipv4.h"

static const char *const event_names[] = {
	[LEASE_DECONFIG] = "deconfig", [LEASE_BOUND] = "bound", [LEASE_RENEW] = "renew",
	[LEASE_FAIL] = "leasefail",    [LEASE_NAK] = "nak",
};

struct word {
	const char *at;
	size_t len;
};

/* The value of a variable, or NULL. */
static const char *find(const char *const *environment, const char *name)
{
	size_t len = strlen(name);

	for (; *environment; environment++)
		if (strncmp(*environment, name, len) == 0 && (*environment)[len] == '=')
			return *environment + len + 1;
	return NULL;
}

/* The next of the words that single spaces separate. */
static bool next_word(const char **text, struct word *ret)
{
	if (!**text)
		return false;
	ret->at = *text;
	ret->len = strcspn(*text, " ");
	*text += ret->len + ((*text)[ret->len] == ' ');
	return true;
}

static bool take_number(const char *text, uint64_t max, uint64_t *ret)
{
	return text_to_u64(text, strlen(text), max, ret) == 0;
}

static bool take_host(struct word word, uint32_t *ret)
{
	uint32_t address;

	if (ipv4_parse(word.at, word.len, &address) < 0 || !ipv4_is_host(address))
		return false;
	*ret = address;
	return true;
}

static bool take_mask(struct lease *lease, const char *text)
{
	uint32_t mask;

	return ipv4_parse(text, strlen(text), &mask) == 0 && mask != 0 &&
	       ipv4_prefix_len(mask, &lease->prefix_len) == 0;
}

static bool take_server(struct lease *lease, const char *text)
{
	return take_host((struct word){ text, strlen(text) }, &lease->server);
}

static bool take_seconds(struct lease *lease, const char *text)
{
	uint64_t seconds;

	if (!take_number(text, UINT32_MAX, &seconds))
		return false;
	lease->seconds =
		seconds < LEASE_SECONDS_MIN ? LEASE_SECONDS_MIN : (uint32_t)seconds;
	return true;
}

/* A value out of range is moved into it: the server's path may well need the nearest. */
static bool take_mtu(struct lease *lease, const char *text)
{
	uint64_t mtu;

	if (!take_number(text, UINT16_MAX, &mtu))
		return false;
	if (mtu < LEASE_MTU_MIN)
		mtu = LEASE_MTU_MIN;
	lease->mtu = (uint16_t)(mtu > LEASE_MTU_MAX ? LEASE_MTU_MAX : mtu);
	return true;
}

static bool take_dns(struct lease *lease, const char *text)
{
	bool all_good = true;
	struct word word;

	while (next_word(&text, &word)) {
		uint32_t server;

		if (!take_host(word, &server))
			all_good = false;
		else if (lease->n_dns < LEASE_DNS_MAX)
			lease->dns[lease->n_dns++] = server;
	}
	return all_good;
}

static bool take_name(char to[static LEASE_NAME_MAX], const char *text)
{
	struct writer w = writer_over(to, LEASE_NAME_MAX);
	size_t len = strlen(text);

	/* a fully qualified name may end in the root's dot */
	if (len > 0 && text[len - 1] == '.')
		len--;
	if (!lease_is_name(text, len))
		return false;
	writer_text_n(&w, text, len);
	return writer_ok(&w);
}

static bool take_domain(struct lease *lease, const char *text)
{
	return take_name(lease->domain, text);
}

static bool take_hostname(struct lease *lease, const char *text)
{
	return take_name(lease->hostname, text);
}

/* "10.0.0.0/8", with bits behind the prefix cleared as RFC 3442 asks. */
static bool take_prefix(struct word word, struct lease_route *ret)
{
	const char *slash = memchr(word.at, '/', word.len);
	size_t len = slash ? (size_t)(slash - word.at) : 0;
	uint64_t prefix_len;

	if (!slash || ipv4_parse(word.at, len, &ret->dst) < 0 ||
	    text_to_u64(slash + 1, word.len - len - 1, 32, &prefix_len) < 0)
		return false;
	ret->prefix_len = (uint8_t)prefix_len;
	ret->dst &= ipv4_mask(ret->prefix_len);
	return true;
}

/* What does not fit is left out, but never the default route. */
static bool add_route(struct lease *lease, const struct lease_route *route)
{
	if (lease->n_routes < LEASE_ROUTES_MAX) {
		lease->routes[lease->n_routes++] = *route;
		return true;
	}
	if (route->prefix_len == 0)
		lease->routes[LEASE_ROUTES_MAX - 1] = *route;
	return false;
}

/* "10.0.0.0/8 10.1.1.1 0.0.0.0/0 10.1.1.1".  One that is malformed makes all doubtful. */
static bool take_routes(struct lease *lease, const char *text)
{
	bool all_good = true;
	struct word prefix, gateway;

	while (next_word(&text, &prefix)) {
		struct lease_route route = { 0 };

		if (!next_word(&text, &gateway) || !take_prefix(prefix, &route) ||
		    ipv4_parse(gateway.at, gateway.len, &route.gateway) < 0 ||
		    !lease_is_route(&route)) {
			lease->n_routes = 0;
			memset(lease->routes, 0, sizeof(lease->routes));
			return false;
		}
		all_good &= add_route(lease, &route);
	}
	return all_good;
}

/* Runs behind take_routes(): option 3 counts only without option 121. */
static bool take_router(struct lease *lease, const char *text)
{
	struct lease_route route = { 0 };
	struct word word;

	if (lease->n_routes > 0)
		return true;
	if (!next_word(&text, &word) || !take_host(word, &route.gateway))
		return false;
	return add_route(lease, &route);
}

static const struct {
	const char *name;
	bool (*take)(struct lease *lease, const char *text);
	enum lease_field field;
} variables[] = {
	{ "subnet", take_mask, LEASE_FIELD_MASK },
	{ "staticroutes", take_routes, LEASE_FIELD_ROUTES },
	{ "router", take_router, LEASE_FIELD_ROUTER },
	{ "dns", take_dns, LEASE_FIELD_DNS },
	{ "domain", take_domain, LEASE_FIELD_DOMAIN },
	{ "hostname", take_hostname, LEASE_FIELD_HOSTNAME },
	{ "mtu", take_mtu, LEASE_FIELD_MTU },
	{ "serverid", take_server, LEASE_FIELD_SERVER },
	{ "lease", take_seconds, LEASE_FIELD_SECONDS },
};

static bool take_lease(struct lease *ret, uint32_t *ret_refused,
		       const char *const *environment)
{
	/* Without a mask nothing but the routes is known to be near: they are on-link. */
	struct lease lease = { .prefix_len = 32, .seconds = LEASE_SECONDS_DEFAULT };
	const char *ip = find(environment, "ip");
	uint32_t refused = 0;

	if (!ip || !take_host((struct word){ ip, strlen(ip) }, &lease.address))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		const char *text = find(environment, variables[i].name);

		if (text && !variables[i].take(&lease, text))
			refused |= 1U << variables[i].field;
	}
	*ret = lease;
	*ret_refused = refused;
	return true;
}

int lease_from_env(const char *event, const char *const *environment,
		   struct lease_message *ret)
{
	struct lease_message message = { 0 };

	for (unsigned int i = LEASE_DECONFIG; i < ARRAY_LEN(event_names); i++)
		if (strcmp(event, event_names[i]) == 0)
			message.event = (enum lease_event)i;
	if (message.event == 0)
		return -EINVAL;
	if (lease_event_has_lease(message.event) &&
	    !take_lease(&message.lease, &message.refused, environment))
		message.event = LEASE_REFUSED;
	*ret = message;
	return 0;
}
