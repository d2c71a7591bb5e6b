/* SPDX-License-Identifier: MIT */
#include "pure/netplan.h"

#include <string.h>
#include <sys/socket.h>

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

#include "pure/ip_text.h"
#include "pure/ipv4.h"

enum {
	BACKOFF_FIRST_MS = 1000,
	BACKOFF_MAX_MS = 30000,
};

bool netplan_is_wanted(const struct netlink_link *link)
{
	/* The rest (bond0, dummy0, ifb0 ... as modules make them) leads nowhere by itself. */
	return link->type == ARPHRD_ETHER && netlink_is_hardware(link) &&
	       link->master == 0 &&
	       !(link->flags & (IFF_LOOPBACK | IFF_NOARP | IFF_POINTOPOINT));
}

enum netplan_action netplan_next(const struct netlink_link *link,
				 const struct netplan_link *is)
{
	bool is_loopback = link->flags & IFF_LOOPBACK;
	bool is_ours =
		(netplan_is_wanted(link) || is->is_made) && (is->is_named || is->asks);

	if (is->is_member) /* its bond raises it */
		return is->bond != 0 && link->master != is->bond ? NETPLAN_ENSLAVE
								 : NETPLAN_NOTHING;
	if (!is_ours && !is_loopback)
		return NETPLAN_NOTHING;
	if (!(link->flags & IFF_UP))
		return NETPLAN_RAISE;
	/* IFF_UP is only our wish: what counts is the carrier */
	if (!(link->flags & IFF_LOWER_UP) || is_loopback)
		return NETPLAN_NOTHING;
	if (is->is_named && !is->is_configured)
		return NETPLAN_CONFIGURE;
	return is->asks ? NETPLAN_ASK : NETPLAN_NOTHING;
}

unsigned int netplan_clients(const struct netplan_link *is)
{
	bool is_told =
		is->asks & NETCONF_RA && is->router_flags & (NET6_MANAGED | NET6_OTHER);
	unsigned int clients = 0;

	if (is->asks & NETCONF_DHCP4)
		clients |= 1U << NETPLAN_DHCP4;
	if (!is->has_link_local)
		return clients;
	if (is->asks & (NETCONF_RA | NETCONF_DHCP6))
		clients |= 1U << NETPLAN_LISTENER;
	if (is->asks & NETCONF_DHCP6 || is_told)
		clients |= 1U << NETPLAN_DHCP6;
	return clients;
}

bool netplan_is_stateless(const struct netplan_link *is)
{
	return !(is->asks & NETCONF_DHCP6) && !(is->router_flags & NET6_MANAGED);
}

bool netplan_is_useful(const struct lease *lease)
{
	return lease->n_routes > 0 || lease->n_dns > 0;
}

uint64_t netplan_backoff_ms(unsigned int failures)
{
	uint64_t wait_ms = BACKOFF_FIRST_MS;

	for (unsigned int i = 1; i < failures && wait_ms < BACKOFF_MAX_MS; i++)
		wait_ms *= 2;
	return wait_ms < BACKOFF_MAX_MS ? wait_ms : BACKOFF_MAX_MS;
}

/* --- addresses and routes --------------------------------------------------------------- */

static struct netlink_address address_of(const struct lease *lease, uint32_t index)
{
	struct netlink_address address = { .index = index,
					   .prefix_len = lease->prefix_len,
					   .scope = RT_SCOPE_UNIVERSE,
					   .local = ipv4_to_ip(lease->address),
					   .preferred_s = lease->seconds,
					   .valid_s = lease->seconds };

	/* RFC 3021: links of two hosts have no broadcast address */
	if (lease->prefix_len <= 30)
		address.broadcast =
			ipv4_to_ip(lease->address | ~ipv4_mask(lease->prefix_len));
	return address;
}

static bool is_near(const struct lease *lease, uint32_t address)
{
	return ((lease->address ^ address) & ipv4_mask(lease->prefix_len)) == 0;
}

static struct netlink_route route_of(const struct lease *lease,
				     const struct lease_route *from, uint32_t index,
				     unsigned int rank)
{
	/* prefsrc: the kernel takes these routes away with the address, when it expires too */
	struct netlink_route route = { .family = AF_INET,
				       .dst_len = from->prefix_len,
				       .protocol = RTPROT_DHCP,
				       .scope = RT_SCOPE_LINK,
				       .type = RTN_UNICAST,
				       .table = RT_TABLE_MAIN,
				       .metric = NETPLAN_METRIC + rank,
				       .index = index,
				       .prefsrc = ipv4_to_ip(lease->address) };

	if (from->prefix_len > 0)
		route.dst = ipv4_to_ip(from->dst);
	/* some servers name the client itself as the router of its own link */
	if (from->gateway == 0 || from->gateway == lease->address)
		return route;
	route.scope = RT_SCOPE_UNIVERSE;
	route.gateway = ipv4_to_ip(from->gateway);
	/* A gateway outside the subnet is reached on the link all the same. */
	if (!is_near(lease, from->gateway))
		route.flags = RTNH_F_ONLINK;
	return route;
}

static bool has_route(const struct lease *lease, const struct lease_route *route)
{
	for (size_t i = 0; i < lease->n_routes; i++)
		if (lease->routes[i].dst == route->dst &&
		    lease->routes[i].prefix_len == route->prefix_len &&
		    lease->routes[i].gateway == route->gateway)
			return true;
	return false;
}

static void add_address(struct netplan *plan, uint16_t type, uint32_t index,
			const struct lease *lease)
{
	plan->changes[plan->n++] =
		(struct netplan_change){ .type = type,
					 .address = address_of(lease, index) };
}

static void add_route(struct netplan *plan, uint16_t type,
		      const struct netlink_route *route)
{
	plan->changes[plan->n++] =
		(struct netplan_change){ .type = type, .route = *route };
}

/* A destination that was named before: the server's first word counts. */
static bool is_repeated(const struct lease *lease, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (lease->routes[k].dst == lease->routes[i].dst &&
		    lease->routes[k].prefix_len == lease->routes[i].prefix_len)
			return true;
	return false;
}

/* 0: on the link itself, so that gateways behind it follow; 2: the default route, so that
 * whoever sees it sees all. */
static int turn_of(const struct netlink_route *route)
{
	if (route->dst_len == 0)
		return 2;
	return route->gateway.family ? 1 : 0;
}

static void add_routes(struct netplan *plan, uint32_t index, unsigned int rank,
		       const struct lease *lease)
{
	for (int turn = 0; turn <= 2; turn++)
		for (size_t i = 0; i < lease->n_routes; i++) {
			struct netlink_route route =
				route_of(lease, &lease->routes[i], index, rank);

			if (turn_of(&route) == turn && !is_repeated(lease, i))
				add_route(plan, RTM_NEWROUTE, &route);
		}
}

void netplan_change_lease(struct netplan *ret, uint32_t index, unsigned int rank,
			  const struct lease *old, const struct lease *new)
{
	bool keeps_address = old && new && old->address == new->address &&
			     old->prefix_len == new->prefix_len;

	ret->n = 0;
	if (old && !keeps_address)
		add_address(ret, RTM_DELADDR, index, old); /* its routes go with it */
	for (size_t i = 0; keeps_address && i < old->n_routes; i++) {
		struct netlink_route route = route_of(old, &old->routes[i], index, rank);

		if (!has_route(new, &old->routes[i]))
			add_route(ret, RTM_DELROUTE, &route);
	}
	if (!new)
		return;
	add_address(ret, RTM_NEWADDR, index, new);
	add_routes(ret, index, rank, new);
}

void netplan_change_rank(struct netplan *ret, uint32_t index, const struct lease *lease,
			 unsigned int from, unsigned int to)
{
	ret->n = 0;
	add_routes(ret, index, to, lease);
	for (size_t i = 0; i < lease->n_routes; i++) {
		struct netlink_route route =
			route_of(lease, &lease->routes[i], index, from);

		if (!is_repeated(lease, i))
			add_route(ret, RTM_DELROUTE, &route);
	}
}

struct netlink_address netplan_address6(const struct net6_message *lease, uint32_t index)
{
	/* which addresses are on the link is for routers to say */
	return (struct netlink_address){ .index = index,
					 .prefix_len = 128,
					 .scope = RT_SCOPE_UNIVERSE,
					 .local = net6_ip(lease->address),
					 .preferred_s = lease->lifetime_s,
					 .valid_s = lease->lifetime_s };
}

uint32_t netplan_mtu(const struct netlink_link *link, const struct lease *lease)
{
	return lease->mtu == link->mtu ? 0 : lease->mtu;
}

/* --- what is known without DHCP ---------------------------------------------------------- */

static bool is_near_entry(const struct netconf *conf, size_t n,
			  const struct netlink_ip *gateway)
{
	for (size_t i = 0; i < conf->n_addresses; i++) {
		const struct netlink_address *a = &conf->addresses[i];
		const struct netlink_ip *net = a->peer.family ? &a->peer : &a->local;

		if (a->index == n && ip_is_near(net, gateway, a->prefix_len))
			return true;
	}
	return false;
}

static struct netlink_route known_route(const struct netconf *conf, size_t i,
					uint32_t index)
{
	struct netlink_route route = conf->routes[i];
	bool is_far = route.gateway.family && !ip_is_link_local(&route.gateway) &&
		      !is_near_entry(conf, route.index, &route.gateway);

	route.protocol = RTPROT_STATIC;
	route.type = RTN_UNICAST;
	route.table = route.table ? route.table : RT_TABLE_MAIN;
	route.scope = route.gateway.family ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
	route.flags = is_far ? route.flags | RTNH_F_ONLINK : route.flags;
	route.index = index;
	return route;
}

void netplan_configure(struct netplan *ret, const struct netconf *conf, size_t n,
		       uint32_t index)
{
	ret->n = 0;
	for (size_t i = 0; i < conf->n_addresses; i++) {
		struct netlink_address address = conf->addresses[i];

		if (address.index != n)
			continue;
		address.index = index;
		ret->changes[ret->n++] = (struct netplan_change){ .type = RTM_NEWADDR,
								  .address = address };
	}
	for (int turn = 0; turn <= 2; turn++)
		for (size_t i = 0; i < conf->n_routes; i++) {
			struct netlink_route route = known_route(conf, i, index);

			if (conf->routes[i].index == n && turn_of(&route) == turn)
				add_route(ret, RTM_NEWROUTE, &route);
		}
}
