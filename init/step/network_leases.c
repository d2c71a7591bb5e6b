/* SPDX-License-Identifier: MIT */
/* Who says what about a link: what is known of it, DHCP servers, routers; and when that is
 * enough to go on. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "pure/netplan_text.h"
#include "step/link_setup.h"
#include "step/network_internal.h"
#include "step/report.h"
#include "sys/io.h"
#include "sys/log.h"

enum {
	SYSCTL_MAX = 80,
	RA_METRIC = 1024, /* what the kernel gives the routes of advertisements */
};

/* --- who comes first ------------------------------------------------------------------------ */

static void get_ready(struct network *net)
{
	net->is_ready = true;
	report_ready(net->report_fd);
}

/* The one that bootdev= names, if it does. */
static bool is_meant(const struct network *net, const struct managed_link *m)
{
	uint8_t first = net->known.conf.boot_link;

	return first == 0 || net->known.holders[first - 1] == m->link.index;
}

/* A link has an address.  One that leads nowhere may be a stray server's. */
static void come_nearer(struct network *net, const struct managed_link *m, bool is_useful)
{
	if (net->is_ready)
		return;
	if (is_useful && is_meant(net, m))
		get_ready(net);
	else
		net->ready = deadline_earlier(
			net->ready, deadline_in(io_now_ms(), NETPLAN_SETTLE_MS));
}

static void rank_link(struct network *net, struct managed_link *m)
{
	bool comes_first = net->known.conf.boot_link > 0 && is_meant(net, m);

	if (m->rank == 0)
		m->rank = comes_first ? 1 : ++net->n_ranks;
}

static bool has_word(const struct managed_link *m)
{
	return m->has_lease || m->has_lease6 || m->has_router;
}

/* Whose DNS servers are asked, the first of the machine first. */
static void write_resolv_conf(const struct network *net)
{
	struct netplan_source sources[NETWORK_LINKS_MAX];
	size_t n = 0;

	for (unsigned int rank = 1; rank <= net->n_ranks; rank++)
		for (size_t i = 0; i < NETWORK_LINKS_MAX; i++) {
			const struct managed_link *m = &net->links[i];

			if (m->rank != rank || !has_word(m) || n == NETWORK_LINKS_MAX)
				continue;
			sources[n++] = (struct netplan_source){
				.index = m->link.index,
				.lease = m->has_lease ? &m->lease : NULL,
				.lease6 = m->has_lease6 ? &m->lease6 : NULL,
				.router = m->has_router ? &m->router : NULL,
			};
		}
	link_write_resolv_conf(&net->known.conf, sources, n);
}

void network_forget(struct network *net, const struct managed_link *was)
{
	if (has_word(was))
		write_resolv_conf(net);
}

void network_configure(struct network *net, struct managed_link *m)
{
	enum known_use use = known_network_apply(&net->known, &net->calls, &m->link);

	m->is.is_configured = true;
	/* whoever is told that there is a network finds its DNS servers */
	write_resolv_conf(net);
	if (use != KNOWN_NOTHING)
		come_nearer(net, m, use == KNOWN_USEFUL);
}

/* --- another one comes first ------------------------------------------------------------------ */

/* What the kernel makes of advertisements goes by its own metric, from the next one on, for
 * which the listener asks when it begins. */
static void demote_routers(struct managed_link *m)
{
	char path[SYSCTL_MAX], metric[16];

	(void)snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/ra_defrtr_metric",
		       m->link.name);
	(void)snprintf(metric, sizeof(metric), "%u", RA_METRIC + m->rank);
	if (io_write_file(path, metric) == 0)
		managed_link_stop_client(m, NETPLAN_LISTENER);
}

void network_try_next_path(struct network *net)
{
	struct managed_link *first = NULL, *second = NULL;

	for (size_t i = 0; i < NETWORK_LINKS_MAX; i++) {
		struct managed_link *m = &net->links[i];

		if (!has_word(m) || m->rank == 0)
			continue;
		if (!first || m->rank < first->rank) {
			second = first;
			first = m;
		} else if (!second || m->rank < second->rank) {
			second = m;
		}
	}
	if (!second)
		return;
	unsigned int was = first->rank;

	first->rank = ++net->n_ranks;
	if (first->has_lease)
		link_change_rank(&net->calls, &first->link, &first->lease, was,
				 first->rank);
	if (first->has_router)
		demote_routers(first);
	write_resolv_conf(net);
	log_line("network: the source did not answer by way of %s; %s comes first now",
		 first->link.name, second->link.name);
}

/* --- DHCPv4 --------------------------------------------------------------------------------- */

static void take_lease(struct network *net, struct managed_link *m,
		       const struct lease_message *message)
{
	const struct lease *lease = &message->lease;
	char text[NETPLAN_TEXT_MAX], before[NETPLAN_TEXT_MAX] = "";

	netplan_describe(lease, text);
	if (m->has_lease)
		netplan_describe(&m->lease, before);
	bool is_news = strcmp(text, before) != 0;

	rank_link(net, m);
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
	come_nearer(net, m, netplan_is_useful(lease));
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
	struct managed_client *c = &m->clients[NETPLAN_DHCP4];

	switch (message->event) {
	case LEASE_DECONFIG:
		/* A client begins with it.  What an earlier one got is good until it expires. */
		if (c->has_begun)
			lose_lease(net, m);
		c->has_begun = true;
		break;
	case LEASE_BOUND:
	case LEASE_RENEW:
		c->failures = 0;
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
		managed_link_stop_client(m, NETPLAN_DHCP4);
		break;
	case LEASE_EVENT_END:
		break;
	}
}

/* --- DHCPv6 and routers ------------------------------------------------------------------------ */

static void say_what_was_malformed(const struct managed_link *m,
				   const struct net6_message *message)
{
	const char *who =
		message->event == NET6_ROUTER ? "a router" : "the DHCPv6 server";

	if (message->refused & NET6_DNS_WAS_BAD)
		log_line("network: %s: ignored a malformed DNS server from %s",
			 m->link.name, who);
	if (message->refused & NET6_SEARCH_WAS_BAD)
		log_line("network: %s: ignored a malformed domain from %s", m->link.name,
			 who);
}

static void set_lease6(struct network *net, struct managed_link *m,
		       const struct net6_message *new)
{
	const struct net6_message *old = m->has_lease6 ? &m->lease6 : NULL;
	char text[NETPLAN_TEXT_MAX], before[NETPLAN_TEXT_MAX] = "";

	if (old)
		netplan_describe6(old, before);
	link_apply_lease6(&net->calls, &m->link, old, new);
	m->has_lease6 = new != NULL;
	if (new) {
		m->lease6 = *new;
		rank_link(net, m);
		netplan_describe6(new, text);
		if (strcmp(text, before) != 0) {
			log_line("network: %s: %s", m->link.name, text);
			say_what_was_malformed(m, new);
		}
	} else if (old) {
		log_line("network: %s: DHCPv6 lease lost", m->link.name);
	}
	write_resolv_conf(net);
}

static void take_dhcp6(struct network *net, struct managed_link *m,
		       const struct net6_message *message)
{
	struct managed_client *c = &m->clients[NETPLAN_DHCP6];

	if (message->event == NET6_BOUND) {
		c->failures = 0;
		set_lease6(net, m, message);
	} else if (message->event == NET6_DECONFIG) {
		if (c->has_begun && m->has_lease6)
			set_lease6(net, m, NULL);
		c->has_begun = true;
	} else if (message->event == NET6_REFUSED) {
		log_line(
			"network: %s: a DHCPv6 server gave an address that no machine can have",
			m->link.name);
		managed_link_stop_client(m, NETPLAN_DHCP6);
	} else {
		log_trace("network: %s: no DHCPv6 lease yet", m->link.name);
	}
}

/* One router that names no DNS servers does not take those of another away. */
static void take_router(struct network *net, struct managed_link *m,
			const struct net6_message *message)
{
	bool is_same =
		memcmp(m->router.router, message->router, sizeof(message->router)) == 0;
	bool is_word = message->flags & NET6_SAYS_DNS;
	char text[NETPLAN_TEXT_MAX], before[NETPLAN_TEXT_MAX] = "";

	m->clients[NETPLAN_LISTENER].failures = 0;
	m->is.router_flags = message->flags;
	if (m->has_router && !is_same && !(is_word && message->n_dns > 0))
		return;
	if (m->has_router)
		netplan_describe6(&m->router, before);
	m->router = *message;
	m->has_router = true;
	m->router_dns = message->dns_s == UINT32_MAX
				? DEADLINE_NEVER
				: deadline_in(io_now_ms(), 1000ULL * message->dns_s);
	rank_link(net, m);
	write_resolv_conf(net);
	netplan_describe6(message, text);
	if (strcmp(text, before) != 0) {
		log_line("network: %s: %s", m->link.name, text);
		say_what_was_malformed(m, message);
	}
}

struct deadline network_expire(struct network *net)
{
	struct deadline next = DEADLINE_NEVER;

	for (size_t i = 0; i < NETWORK_LINKS_MAX; i++) {
		struct managed_link *m = &net->links[i];

		if (!m->has_router)
			continue;
		if (deadline_passed(m->router_dns, io_now_ms())) {
			m->has_router = false;
			write_resolv_conf(net);
		} else {
			next = deadline_earlier(next, m->router_dns);
		}
	}
	return next;
}

void network_weigh_ipv6(struct network *net, struct managed_link *m)
{
	bool is_news =
		m->has_address6 != m->was_address6 || m->has_route6 != m->was_route6;
	bool is_asked = m->is.asks & (NETCONF_RA | NETCONF_DHCP6);

	m->was_address6 = m->has_address6;
	m->was_route6 = m->has_route6;
	if (m->is.asks & NETCONF_LINK6 && m->is.has_link_local)
		come_nearer(net, m, true);
	if (!is_asked || !m->has_address6)
		return;
	rank_link(net, m);
	if (is_news)
		log_line("network: %s: has IPv6%s", m->link.name,
			 m->has_route6 ? " and a router" : ", but no router");
	come_nearer(net, m, m->has_route6);
}

void network_listen(struct network *net, struct managed_link *m,
		    enum netplan_client which)
{
	const struct net_client *process = &m->clients[which].process;
	struct lease_message message;
	struct net6_message message6;
	int r;

	if (which == NETPLAN_DHCP4)
		r = net_client_receive(process, &message);
	else
		r = net_client_receive6(process, &message6);
	if (r == -EAGAIN)
		return;
	if (r != 1)
		managed_link_stop_client(m, which);
	else if (which == NETPLAN_DHCP4)
		take_message(net, m, &message);
	else if (message6.event == NET6_ROUTER)
		take_router(net, m, &message6);
	else
		take_dhcp6(net, m, &message6);
}
