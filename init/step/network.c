/* SPDX-License-Identifier: MIT */
#include "step/network.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/rtnetlink.h>

#include "base/deadline.h"
#include "pure/netplan.h"
#include "step/known_network.h"
#include "step/link_setup.h"
#include "step/managed_link.h"
#include "step/report.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/netlink_sock.h"

enum {
	LINKS_MAX = 64,     /* a server with four ports and all their virtual functions */
	EXPLAIN_MS = 10000, /* that long without a lease is worth a line */
	DUMP_ATTEMPTS = 3,
};

struct network {
	int report_fd;
	struct known_network known;
	struct netlink_sock events, calls;
	struct managed_link links[LINKS_MAX];
	unsigned int n_ranks;
	bool is_ready;
	struct deadline ready; /* a lease that may be a stray one counts then */
	struct deadline explain, give_up;
};

/* --- links ------------------------------------------------------------------------------ */

static struct managed_link *find_link(struct network *net, uint32_t index)
{
	for (size_t i = 0; i < LINKS_MAX; i++)
		if (net->links[i].link.index == index)
			return &net->links[i];
	return NULL;
}

/* All leases, the first of the machine first. */
static size_t list_leases(const struct network *net, const struct lease *ret[LINKS_MAX])
{
	size_t n = 0;

	for (unsigned int rank = 1; rank <= net->n_ranks; rank++)
		for (size_t i = 0; i < LINKS_MAX; i++)
			if (net->links[i].has_lease && net->links[i].rank == rank)
				ret[n++] = &net->links[i].lease;
	return n;
}

static void write_resolv_conf(const struct network *net)
{
	const struct lease *leases[LINKS_MAX];

	link_write_resolv_conf(&net->known.conf, leases, list_leases(net, leases));
}

static void forget_link(struct network *net, struct managed_link *m)
{
	struct netlink_link was = m->link;

	managed_link_clear(m);
	known_network_release(&net->known, was.index);
	write_resolv_conf(net);
	log_line("network: %s: gone", was.name);
}

static void update_link(struct network *net, const struct netlink_link *link)
{
	bool is_of_use = netplan_is_wanted(link) || link->flags & IFF_LOOPBACK;
	struct managed_link *m = find_link(net, link->index);

	if (!m && is_of_use)
		m = find_link(net, 0);
	if (!m && is_of_use)
		log_trace("network: %s: more than %d links, not looked at", link->name,
			  LINKS_MAX);
	if (!m)
		return;
	bool had_carrier = m->link.flags & IFF_LOWER_UP;
	bool has_carrier = link->flags & IFF_LOWER_UP;

	/* what raise_link() waited for */
	if (link->flags & IFF_UP && !(m->link.flags & IFF_UP))
		m->retry = (struct deadline){ 0 };
	m->link = *link;
	m->is_seen = true;
	m->entry = known_network_claim(&net->known, link, &m->is);
	if (netplan_is_wanted(link) && had_carrier != has_carrier)
		log_trace("network: %s: carrier %s", link->name,
			  has_carrier ? "up" : "lost");
}

static int visit_link(void *context, const struct netlink_msg *msg)
{
	struct network *net = context;
	struct netlink_link link;
	int r = netlink_parse_link(msg, &link);

	if (r < 0)
		return r == -ENOMSG ? 0 : r;
	struct managed_link *m = find_link(net, link.index);

	if (msg->type == RTM_NEWLINK)
		update_link(net, &link);
	else if (m)
		forget_link(net, m);
	return 0;
}

/* Ask for all links: at the start, and when the kernel had to drop events. */
static int scan_links(struct network *net)
{
	struct netlink_request request;
	int r = -EINTR;

	for (size_t i = 0; i < LINKS_MAX; i++)
		net->links[i].is_seen = false;
	netlink_build_dump(&request, RTM_GETLINK, 0);
	for (int i = 0; r == -EINTR && i < DUMP_ATTEMPTS; i++)
		r = netlink_dump(&net->calls, &request, visit_link, net);
	/* Links that never stay the same: what they became is told by events. */
	if (r == -EINTR)
		return 0;
	for (size_t i = 0; r == 0 && i < LINKS_MAX; i++)
		if (net->links[i].link.index && !net->links[i].is_seen)
			forget_link(net, &net->links[i]);
	return r;
}

static void receive_events(struct network *net)
{
	int r;

	do {
		r = netlink_receive(&net->events, visit_link, net);
	} while (r > 0);
	if (r == -ENOBUFS)
		r = scan_links(net);
	if (r < 0 && r != -EAGAIN)
		log_line("network: cannot follow the links: %s", strerror(-r));
}

/* --- leases ------------------------------------------------------------------------------- */

static void get_ready(struct network *net)
{
	net->is_ready = true;
	report_ready(net->report_fd);
}

/* A link has an address.  One that leads nowhere may be a stray server's. */
static void come_nearer(struct network *net, bool is_useful)
{
	if (net->is_ready)
		return;
	if (is_useful)
		get_ready(net);
	else
		net->ready = deadline_earlier(
			net->ready, deadline_in(io_now_ms(), NETPLAN_SETTLE_MS));
}

static void configure(struct network *net, struct managed_link *m)
{
	enum known_use use = known_network_apply(&net->known, &net->calls, &m->link);

	m->is.is_configured = true;
	/* whoever is told that there is a network finds its DNS servers */
	write_resolv_conf(net);
	if (use != KNOWN_NOTHING)
		come_nearer(net, use == KNOWN_USEFUL);
}

static void take_lease(struct network *net, struct managed_link *m,
		       const struct lease_message *message)
{
	const struct lease *lease = &message->lease;
	char text[NETPLAN_TEXT_MAX], before[NETPLAN_TEXT_MAX] = "";

	netplan_describe(lease, text);
	if (m->has_lease)
		netplan_describe(&m->lease, before);
	bool is_news = strcmp(text, before) != 0;

	if (m->rank == 0)
		m->rank = ++net->n_ranks;
	m->failures = 0;
	link_apply_lease(&net->calls, &m->link, m->rank, m->has_lease ? &m->lease : NULL,
			 lease);
	m->has_lease = true;
	m->lease = *lease;
	write_resolv_conf(net);
	if (is_news)
		log_line("network: %s: %s", m->link.name, text);
	for (unsigned int i = 0; is_news && i < LEASE_FIELDS; i++)
		if (message->refused >> i & 1)
			log_line(
				"network: %s: ignored a malformed %s from the DHCP server",
				m->link.name, lease_field_name(i));
	come_nearer(net, netplan_is_useful(lease));
}

static void lose_lease(struct network *net, struct managed_link *m)
{
	if (!m->has_lease)
		return;
	log_line("network: %s: lease lost", m->link.name);
	link_apply_lease(&net->calls, &m->link, m->rank, &m->lease, NULL);
	m->has_lease = false;
	write_resolv_conf(net);
}

static void take_message(struct network *net, struct managed_link *m,
			 const struct lease_message *message)
{
	switch (message->event) {
	case LEASE_DECONFIG:
		/* A client begins with it.  What an earlier one got is good until it expires. */
		if (m->has_begun)
			lose_lease(net, m);
		m->has_begun = true;
		break;
	case LEASE_BOUND:
	case LEASE_RENEW:
		take_lease(net, m, message);
		break;
	case LEASE_FAIL:
		log_trace("network: %s: no DHCP answer yet", m->link.name);
		break;
	case LEASE_NAK:
		log_line("network: %s: the DHCP server refused the address; asking anew",
			 m->link.name);
		break;
	case LEASE_REFUSED:
		log_line(
			"network: %s: a DHCP server gave an address that no machine can have",
			m->link.name);
		managed_link_stop_client(m);
		break;
	case LEASE_EVENT_END:
		break;
	}
}

static void listen_to_client(struct network *net, struct managed_link *m)
{
	struct lease_message message;
	int r = dhcp_client_receive(&m->client, &message);

	if (r == 1)
		take_message(net, m, &message);
	else if (r != -EAGAIN)
		managed_link_stop_client(m);
}

/* --- the loop ----------------------------------------------------------------------------- */

static size_t list_wanted(const struct network *net,
			  const struct netlink_link *ret[LINKS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < LINKS_MAX; i++)
		if (net->links[i].link.index && netplan_is_wanted(&net->links[i].link))
			ret[n++] = &net->links[i].link;
	return n;
}

/* Only one link can be meant by an entry that names none. */
static void place_unnamed(struct network *net)
{
	const struct netlink_link *links[LINKS_MAX];

	if (!known_network_place(&net->known, links, list_wanted(net, links)))
		return;
	struct managed_link *m = find_link(net, links[0]->index);

	if (m)
		m->entry = known_network_claim(&net->known, &m->link, &m->is);
}

static void explain(const struct network *net, struct failure *ret)
{
	const struct netlink_link *links[LINKS_MAX];

	known_network_explain(&net->known, links, list_wanted(net, links), ret);
}

/* Do what time asks for and return when it asks next. */
static struct deadline watch_clock(struct network *net)
{
	uint64_t now_ms = io_now_ms();
	struct failure why;

	if (net->is_ready)
		return DEADLINE_NEVER;
	if (deadline_passed(net->ready, now_ms)) {
		get_ready(net);
		return DEADLINE_NEVER;
	}
	explain(net, &why);
	if (deadline_passed(net->explain, now_ms)) {
		log_line("%s network: %s: %s; still trying", failure_name(why.code),
			 why.object, why.why);
		net->explain = DEADLINE_NEVER;
	}
	if (deadline_passed(net->give_up, now_ms)) {
		report_failed(net->report_fd, &why);
		net->give_up = DEADLINE_NEVER;
	}
	return deadline_earlier(net->ready, deadline_earlier(net->explain, net->give_up));
}

static void wait_and_act(struct network *net, struct deadline until)
{
	struct pollfd wait[1 + LINKS_MAX] = { { .fd = net->events.fd,
						.events = POLLIN } };

	/* a negative descriptor, of a link without client, is passed over */
	for (size_t i = 0; i < LINKS_MAX; i++)
		wait[1 + i] = (struct pollfd){ .fd = net->links[i].client.fd,
					       .events = POLLIN };
	if (poll(wait, ARRAY_LEN(wait), deadline_poll_ms(until, io_now_ms())) <= 0)
		return;
	for (size_t i = 0; i < LINKS_MAX; i++)
		if (wait[1 + i].revents)
			listen_to_client(net, &net->links[i]);
	if (wait[0].revents)
		receive_events(net);
}

/* Returns when this link is to be looked at again. */
static struct deadline steer(struct network *net, struct managed_link *m)
{
	if (managed_link_next(m) == NETPLAN_CONFIGURE)
		configure(net, m);
	return managed_link_steer(m, &net->calls);
}

static int begin(struct network *net, int report_fd, uint64_t give_up_ms,
		 const struct net_param *param)
{
	uint64_t now_ms = io_now_ms();

	net->report_fd = report_fd;
	net->ready = DEADLINE_NEVER;
	net->explain = deadline_in(now_ms, EXPLAIN_MS);
	net->give_up = deadline_in(now_ms, give_up_ms);
	for (size_t i = 0; i < LINKS_MAX; i++)
		net->links[i].client = DHCP_CLIENT_NONE;
	known_network_load(&net->known, param);
	int r = netlink_open(&net->events, RTMGRP_LINK);

	if (r == 0)
		r = netlink_open(&net->calls, 0);
	return r < 0 ? r : scan_links(net);
}

void network_worker(int report_fd, uint64_t give_up_ms, const struct net_param *param)
{
	static struct network
		net; /* of this process alone, and too large for its stack */
	struct failure why;
	int r = begin(&net, report_fd, give_up_ms, param);

	if (r < 0) {
		(void)failure_set(&why, FAILURE_INTERNAL, "rtnetlink", "%s",
				  strerror(-r));
		report_failed(report_fd, &why);
		_exit(EXIT_FAILURE);
	}
	for (;;) {
		place_unnamed(&net);
		struct deadline until = watch_clock(&net);

		for (size_t i = 0; i < LINKS_MAX; i++)
			until = deadline_earlier(until, steer(&net, &net.links[i]));
		wait_and_act(&net, until);
	}
}
