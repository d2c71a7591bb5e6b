/* SPDX-License-Identifier: MIT */
#include "pure/reach.h"

#include <sys/socket.h>

#include "base/attr.h"
#include "base/writer.h"
#include "pure/ip_text.h"

enum {
	NONE = NETCONF_LINKS_MAX, /* no position of a link */
};

/* An image that knows nothing asks on the cards that it finds, and makes no other links. */
static bool is_found(const struct netconf_link *entry)
{
	return entry->kind == NETCONF_HARDWARE && entry->master == 0;
}

/* How one family is brought to this machine. */
struct way {
	bool is_asked; /* somebody gives it on a card */
	size_t fixed;  /* the first link on which it would be missing, or NONE */
};

static struct way look_at(const struct netconf *c, uint8_t family)
{
	uint8_t questions =
		family == AF_INET ? NETCONF_DHCP4 : NETCONF_RA | NETCONF_DHCP6;
	struct way way = { .fixed = NONE };

	for (size_t i = 0; i < c->n_links; i++) {
		const struct netconf_link *entry = &c->links[i];
		bool asks = entry->asks & questions;

		if (asks && is_found(entry))
			way.is_asked = true;
		else if (way.fixed == NONE && (netconf_has_address(c, i, family) || asks))
			way.fixed = i;
	}
	return way;
}

static void describe(const struct netconf *c, size_t link, struct writer *to)
{
	const struct netconf_link *entry = &c->links[link];

	writer_printf(to, "%s", entry->name[0] ? entry->name : "a card");
	if (entry->kind != NETCONF_HARDWARE) {
		writer_printf(to, " is a %s", netconf_kind_name(entry->kind));
		return;
	}
	for (size_t i = 0; i < c->n_addresses; i++) {
		if (c->addresses[i].index != link)
			continue;
		writer_text(to, " has the fixed address ");
		ip_write(to, &c->addresses[i].local);
		return;
	}
}

int reach_check(const struct reach *r, const char *target, struct failure *why)
{
	struct way v4 = look_at(r->network, AF_INET), v6 = look_at(r->network, AF_INET6);
	/* whoever comes by IPv4 is not helped by what a router says for IPv6 */
	struct way way = v4.fixed != NONE || v4.is_asked ? v4 : v6;
	char text[FAILURE_WHY_MAX] = "";
	struct writer to = writer_over(text, sizeof(text));

	if (!way.is_asked && way.fixed != NONE) {
		describe(r->network, way.fixed, &to);
		return failure_set(
			why, FAILURE_TARGET_UNREACHABLE, target,
			"%s, and this image takes no network over: it would ask "
			"DHCP",
			text);
	}
	if (r->has_host && !r->has_keys)
		return failure_set(
			why, FAILURE_TARGET_UNREACHABLE, target,
			"the host has no SSH key of root for it, and the image "
			"asks nobody else");
	return 0;
}
