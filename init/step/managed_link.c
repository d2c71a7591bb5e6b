/* SPDX-License-Identifier: MIT */
#include "step/managed_link.h"

#include <errno.h>
#include <string.h>

#include <linux/if.h>

#include "sys/io.h"
#include "sys/log.h"

enum {
	RAISED_MS = 1000, /* within which the kernel tells that a link is up */
	REASON_MAX = 64,
};

void managed_link_clear(struct managed_link *m)
{
	char how[REASON_MAX];

	if (m->client.pid != 0)
		dhcp_client_stop(&m->client, how, sizeof(how));
	memset(m, 0, sizeof(*m));
	m->client = DHCP_CLIENT_NONE;
}

static void link_failed(struct managed_link *m)
{
	m->retry = deadline_in(io_now_ms(), netplan_backoff_ms(++m->failures));
}

void managed_link_stop_client(struct managed_link *m)
{
	char how[REASON_MAX];

	if (m->client.pid == 0)
		return;
	dhcp_client_stop(&m->client, how, sizeof(how));
	m->has_begun = false;
	link_failed(m);
	log_line("network: %s: DHCP client ended (%s); next try in %llu s", m->link.name,
		 how, (unsigned long long)netplan_backoff_ms(m->failures) / 1000);
}

static void raise_link(struct managed_link *m, struct netlink_sock *calls)
{
	struct netlink_link up = { .index = m->link.index, .flags = IFF_UP };

	/* most drivers take another MAC while their link is down alone */
	up.mac = m->entry->new_mac;
	struct netlink_request request;

	netlink_build_link(&request, &up, IFF_UP);
	int r = netlink_call(calls, &request);

	m->is.is_configured = false; /* IPv6 forgets all while a link is down */
	m->retry = deadline_in(io_now_ms(), RAISED_MS);
	if (r == 0 || r == -ENODEV) /* it is going, and an event will say so */
		return;
	link_failed(m);
	log_line("network: %s: cannot set it up: %s; next try in %llu s", m->link.name,
		 strerror(-r),
		 (unsigned long long)netplan_backoff_ms(m->failures) / 1000);
}

static void start_client(struct managed_link *m)
{
	int r = dhcp_client_start(&m->client, m->link.name, m->entry);

	if (r == 0) {
		log_trace("network: %s: asking for a lease", m->link.name);
		return;
	}
	link_failed(m);
	log_line("network: %s: cannot start a DHCP client: %s", m->link.name,
		 strerror(-r));
}

enum netplan_action managed_link_next(const struct managed_link *m)
{
	struct netplan_link is = m->is;

	is.has_client = m->client.pid != 0;
	return m->link.index == 0 ? NETPLAN_NOTHING : netplan_next(&m->link, &is);
}

struct deadline managed_link_steer(struct managed_link *m, struct netlink_sock *calls)
{
	enum netplan_action action = managed_link_next(m);

	if (action == NETPLAN_NOTHING || action == NETPLAN_CONFIGURE)
		return DEADLINE_NEVER;
	if (!deadline_passed(m->retry, io_now_ms()))
		return m->retry;
	if (action == NETPLAN_RAISE)
		raise_link(m, calls);
	else
		start_client(m);
	return m->retry;
}
