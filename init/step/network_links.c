/* SPDX-License-Identifier: MIT */
/* The links of the network worker, as the kernel tells of them. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "step/network_internal.h"
#include "sys/log.h"

enum {
	DUMP_ATTEMPTS = 3,
	GROUPS = RTMGRP_LINK | RTMGRP_IPV6_IFADDR | RTMGRP_IPV6_ROUTE,
};

static struct managed_link *find_link(struct network *net, uint32_t index)
{
	for (size_t i = 0; i < NETWORK_LINKS_MAX; i++)
		if (net->links[i].link.index == index)
			return &net->links[i];
	return NULL;
}

size_t network_list_wanted(const struct network *net,
			   const struct netlink_link *ret[NETWORK_LINKS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < NETWORK_LINKS_MAX; i++) {
		const struct managed_link *m = &net->links[i];

		if (m->link.index && (netplan_is_wanted(&m->link) || m->is.is_made))
			ret[n++] = &m->link;
	}
	return n;
}

static void forget_link(struct network *net, struct managed_link *m)
{
	struct managed_link was = *m;

	managed_link_clear(m);
	known_network_release(&net->known, was.link.index);
	network_forget(net, &was);
	log_line("network: %s: gone", was.link.name);
}

static void update_link(struct network *net, const struct netlink_link *link)
{
	bool is_of_use =
		known_network_wants(&net->known, link) || link->flags & IFF_LOOPBACK;
	struct managed_link *m = find_link(net, link->index);

	if (!m && is_of_use)
		m = find_link(net, 0);
	if (!m && is_of_use)
		log_trace("network: %s: more than %d links, not looked at", link->name,
			  NETWORK_LINKS_MAX);
	if (!m)
		return;
	bool had_carrier = m->link.flags & IFF_LOWER_UP;
	bool has_carrier = link->flags & IFF_LOWER_UP;

	/* what raise_link() and join_bond() waited for */
	if ((link->flags & IFF_UP && !(m->link.flags & IFF_UP)) ||
	    link->master != m->link.master)
		m->retry = (struct deadline){ 0 };
	m->link = *link;
	m->is_seen = true;
	if (is_of_use && !(link->flags & IFF_LOOPBACK) && had_carrier != has_carrier)
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

static int dump(struct network *net, uint16_t get, uint8_t family,
		netlink_visit_fn *visit)
{
	struct netlink_request request;
	int r = -EINTR;

	netlink_build_dump(&request, get, family);
	for (int i = 0; r == -EINTR && i < DUMP_ATTEMPTS; i++)
		r = netlink_dump(&net->calls, &request, visit, net);
	/* What never stays the same: what it became is told by events. */
	return r == -EINTR ? 0 : r;
}

/* Ask for all links: at the start, and when the kernel had to drop events. */
static int scan_links(struct network *net)
{
	for (size_t i = 0; i < NETWORK_LINKS_MAX; i++)
		net->links[i].is_seen = false;
	int r = dump(net, RTM_GETLINK, AF_UNSPEC, visit_link);

	for (size_t i = 0; r == 0 && i < NETWORK_LINKS_MAX; i++)
		if (net->links[i].link.index && !net->links[i].is_seen)
			forget_link(net, &net->links[i]);
	return r;
}

/* --- IPv6: addresses and routes are the kernel's, out of advertisements -------------------- */

static int visit_address6(void *context, const struct netlink_msg *msg)
{
	struct network *net = context;
	struct netlink_address a;
	int r = netlink_parse_address(msg, &a);
	struct managed_link *m = r == 0 ? find_link(net, a.index) : NULL;

	/* a kernel without IPv6 answers with IPv4 */
	if (!m || a.local.family != AF_INET6 ||
	    a.flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED))
		return r == -ENOMSG ? 0 : r;
	if (a.scope == RT_SCOPE_LINK)
		m->is.has_link_local = true;
	else if (a.scope == RT_SCOPE_UNIVERSE)
		m->has_address6 = true;
	return 0;
}

static int visit_route6(void *context, const struct netlink_msg *msg)
{
	struct network *net = context;
	struct netlink_route route;
	int r = netlink_parse_route(msg, &route);
	struct managed_link *m = r == 0 ? find_link(net, route.index) : NULL;

	if (m && route.family == AF_INET6 && route.table == RT_TABLE_MAIN &&
	    route.dst_len == 0 && route.type == RTN_UNICAST && route.gateway.family)
		m->has_route6 = true;
	return r == -ENOMSG ? 0 : r;
}

/* Whatever changed, all is looked at anew: there is little of it. */
static int scan_ipv6(struct network *net)
{
	for (size_t i = 0; i < NETWORK_LINKS_MAX; i++) {
		struct managed_link *m = &net->links[i];

		m->is.has_link_local = m->has_address6 = m->has_route6 = false;
	}
	int r = dump(net, RTM_GETADDR, AF_INET6, visit_address6);

	if (r == 0)
		r = dump(net, RTM_GETROUTE, AF_INET6, visit_route6);
	for (size_t i = 0; r == 0 && i < NETWORK_LINKS_MAX; i++)
		if (net->links[i].link.index)
			network_weigh_ipv6(net, &net->links[i]);
	net->is_ipv6_stale = false;
	return r;
}

static int visit_event(void *context, const struct netlink_msg *msg)
{
	struct network *net = context;

	if (msg->type == RTM_NEWLINK || msg->type == RTM_DELLINK)
		return visit_link(context, msg);
	net->is_ipv6_stale = true;
	return 0;
}

void network_receive_events(struct network *net)
{
	int r;

	do {
		r = netlink_receive(&net->events, visit_event, net);
	} while (r > 0);
	if (r == -ENOBUFS) {
		net->is_ipv6_stale = true;
		r = scan_links(net);
	}
	if ((r == 0 || r == -EAGAIN) && net->is_ipv6_stale)
		r = scan_ipv6(net);
	if (r < 0 && r != -EAGAIN)
		log_line("network: cannot follow the links: %s", strerror(-r));
}

int network_open(struct network *net)
{
	int r = netlink_open(&net->events, GROUPS);

	if (r == 0)
		r = netlink_open(&net->calls, 0);
	if (r == 0)
		r = scan_links(net);
	return r == 0 ? scan_ipv6(net) : r;
}
