/* SPDX-License-Identifier: MIT */
#include "step/stacked_links.h"

#include <errno.h>
#include <string.h>

#include <linux/if.h>

#include "base/text.h"
#include "sys/io.h"
#include "sys/log.h"

static bool can_be_made(const struct known_network *k, size_t n)
{
	const struct netconf_link *entry = &k->conf.links[n];

	return k->holders[n] == 0 && (entry->kind == NETCONF_BOND ||
				      (entry->kind == NETCONF_VLAN && entry->lower > 0 &&
				       k->holders[entry->lower - 1] != 0));
}

static int make(const struct known_network *k, struct netlink_sock *calls, size_t n)
{
	const struct netconf_link *entry = &k->conf.links[n];
	struct netlink_link link = { .vlan_id = entry->vlan_id };
	struct netlink_request request;

	memcpy(link.name, entry->name, sizeof(link.name));
	int r = text_copy(link.kind, sizeof(link.kind), netconf_kind_name(entry->kind));

	if (r < 0)
		return r;
	if (entry->kind == NETCONF_VLAN)
		link.lower = k->holders[entry->lower - 1];
	else
		link.bond = k->conf.bonds[entry->bond];
	netlink_build_new_link(&request, &link);
	return netlink_call(calls, &request);
}

static void say(const struct netconf_link *entry, int error, uint64_t wait_ms)
{
	const char *kind = netconf_kind_name(entry->kind);

	if (error == 0)
		log_line("network: %s: made, a %s", entry->name, kind);
	else
		log_line("network: %s: cannot make a %s: %s; next try in %llu s",
			 entry->name, kind,
			 error == -EOPNOTSUPP ? "the kernel has no module for it"
					      : strerror(-error),
			 (unsigned long long)wait_ms / 1000);
}

struct deadline stacked_links_make(struct stacked_links *s, const struct known_network *k,
				   struct netlink_sock *calls)
{
	struct deadline next = DEADLINE_NEVER;

	for (size_t i = 0; i < k->conf.n_links; i++) {
		if (!can_be_made(k, i))
			continue;
		if (deadline_passed(s->retry[i], io_now_ms())) {
			int r = make(k, calls, i);
			/* what was made is not here before the kernel says so */
			uint64_t wait_ms = netplan_backoff_ms(++s->failures[i]);

			s->retry[i] = deadline_in(io_now_ms(), wait_ms);
			say(&k->conf.links[i], r, wait_ms);
		}
		next = deadline_earlier(next, s->retry[i]);
	}
	return next;
}

static int set_down(struct netlink_sock *calls, const struct netlink_link *link)
{
	struct netlink_link down = { .index = link->index };
	struct netlink_request request;

	if (!(link->flags & IFF_UP))
		return 0;
	netlink_build_link(&request, &down, IFF_UP);
	return netlink_call(calls, &request);
}

int stacked_links_join(const struct known_network *k, struct netlink_sock *calls,
		       const struct netlink_link *link, const struct netconf_link *entry)
{
	uint8_t place = k->conf.links[entry->master - 1].bond;
	const char *primary = k->conf.bonds[place].primary;
	struct netlink_link change = { .index = link->index,
				       .master = k->holders[entry->master - 1] };
	struct netlink_request request;
	int r = set_down(calls, link);

	if (r < 0)
		return r;
	netlink_build_master(&request, &change);
	r = netlink_call(calls, &request);
	if (r < 0 || !primary[0] || strcmp(primary, entry->name) != 0)
		return r;
	netlink_build_primary(&request, change.master, link->index);
	return netlink_call(calls, &request);
}
