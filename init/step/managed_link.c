/* SPDX-License-Identifier: MIT */
#include "step/managed_link.h"

#include <errno.h>
#include <string.h>

#include <linux/if.h>

#include "step/stacked_links.h"
#include "sys/io.h"
#include "sys/log.h"

enum {
	RAISED_MS = 1000, /* within which the kernel tells that a link is up */
	REASON_MAX = 64,
};

static const char *const client_names[NETPLAN_CLIENTS] = {
	[NETPLAN_DHCP4] = "DHCP client",
	[NETPLAN_DHCP6] = "DHCPv6 client",
	[NETPLAN_LISTENER] = "listener for routers",
};

void managed_link_clear(struct managed_link *m)
{
	char how[REASON_MAX];

	for (size_t i = 0; i < NETPLAN_CLIENTS; i++)
		if (m->clients[i].process.pid != 0)
			net_client_stop(&m->clients[i].process, how, sizeof(how));
	memset(m, 0, sizeof(*m));
	for (size_t i = 0; i < NETPLAN_CLIENTS; i++)
		m->clients[i].process = NET_CLIENT_NONE;
}

static void link_failed(struct managed_link *m)
{
	m->retry = deadline_in(io_now_ms(), netplan_backoff_ms(++m->failures));
}

static void client_failed(struct managed_client *c)
{
	c->retry = deadline_in(io_now_ms(), netplan_backoff_ms(++c->failures));
}

void managed_link_stop_client(struct managed_link *m, enum netplan_client which)
{
	struct managed_client *c = &m->clients[which];
	char how[REASON_MAX];

	if (c->process.pid == 0)
		return;
	net_client_stop(&c->process, how, sizeof(how));
	c->has_begun = false;
	client_failed(c);
	log_line("network: %s: %s ended (%s); next try in %llu s", m->link.name,
		 client_names[which], how,
		 (unsigned long long)netplan_backoff_ms(c->failures) / 1000);
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

static void start_client(struct managed_link *m, const struct netconf *conf,
			 enum netplan_client which)
{
	struct managed_client *c = &m->clients[which];
	struct net_client_job job = { .kind = which,
				      .link = m->link.name,
				      .hostname = conf->hostname,
				      .last = netconf_last_lease(conf, m->entry,
								 &m->link),
				      .is_stateless = netplan_is_stateless(&m->is) };
	int r = net_client_start(&c->process, &job);

	c->is_stateless = job.is_stateless;
	if (r == 0) {
		log_trace("network: %s: %s started", m->link.name, client_names[which]);
		return;
	}
	client_failed(c);
	log_line("network: %s: cannot start a %s: %s", m->link.name, client_names[which],
		 strerror(-r));
}

/* Start and end what runs on the link.  Returns when to look again. */
static struct deadline steer_clients(struct managed_link *m, const struct netconf *conf)
{
	unsigned int wanted = netplan_clients(&m->is);
	struct deadline next = DEADLINE_NEVER;

	/* addresses are to be had after all */
	if (m->clients[NETPLAN_DHCP6].is_stateless && !netplan_is_stateless(&m->is))
		managed_link_stop_client(m, NETPLAN_DHCP6);
	for (unsigned int i = 0; i < NETPLAN_CLIENTS; i++) {
		struct managed_client *c = &m->clients[i];

		if (!(wanted >> i & 1) || c->process.pid != 0)
			continue;
		if (deadline_passed(c->retry, io_now_ms()))
			start_client(m, conf, (enum netplan_client)i);
		else
			next = deadline_earlier(next, c->retry);
	}
	return next;
}

static void join_bond(struct managed_link *m, const struct known_network *known,
		      struct netlink_sock *calls)
{
	int r = stacked_links_join(known, calls, &m->link, m->entry);

	/* it is part of it when the kernel says so */
	link_failed(m);
	if (r < 0)
		log_line("network: %s: cannot join its bond: %s; next try in %llu s",
			 m->link.name, strerror(-r),
			 (unsigned long long)netplan_backoff_ms(m->failures) / 1000);
}

enum netplan_action managed_link_next(const struct managed_link *m)
{
	return m->link.index == 0 ? NETPLAN_NOTHING : netplan_next(&m->link, &m->is);
}

struct deadline managed_link_steer(struct managed_link *m,
				   const struct known_network *known,
				   struct netlink_sock *calls)
{
	enum netplan_action action = managed_link_next(m);

	if (action == NETPLAN_NOTHING || action == NETPLAN_CONFIGURE)
		return DEADLINE_NEVER;
	if (action == NETPLAN_ASK)
		return steer_clients(m, &known->conf);
	if (!deadline_passed(m->retry, io_now_ms()))
		return m->retry;
	if (action == NETPLAN_RAISE)
		raise_link(m, calls);
	else
		join_bond(m, known, calls);
	return m->retry;
}
