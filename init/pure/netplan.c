/* SPDX-License-Identifier: MIT */
#include "pure/netplan.h"

#include <string.h>
#include <sys/socket.h>

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

#include "pure/ipv4.h"

enum {
	BACKOFF_FIRST_MS = 1000,
	BACKOFF_MAX_MS = 30000,
};

bool netplan_is_wanted(const struct netlink_link *link)
{
	/* Hardware has no kind; a veth is a container's or a test's only way out.  The rest
	 * (bond0, dummy0, ifb0 ... as modules make them) leads nowhere by itself. */
	bool is_hardware = !link->kind[0] || strcmp(link->kind, "veth") == 0;

	return link->type == ARPHRD_ETHER && is_hardware && link->master == 0 &&
	       !(link->flags & (IFF_LOOPBACK | IFF_NOARP | IFF_POINTOPOINT));
}

enum netplan_action netplan_next(const struct netlink_link *link, bool has_client)
{
	bool is_loopback = link->flags & IFF_LOOPBACK;

	if (!netplan_is_wanted(link) && !is_loopback)
		return NETPLAN_NOTHING;
	if (!(link->flags & IFF_UP))
		return NETPLAN_RAISE;
	/* IFF_UP is only our wish: what counts is the carrier */
	if (link->flags & IFF_LOWER_UP && !has_client && !is_loopback)
		return NETPLAN_START_CLIENT;
	return NETPLAN_NOTHING;
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

static struct netlink_ip ip_from(uint32_t address)
{
	return (struct netlink_ip){
		.family = AF_INET,
		.bytes = { (uint8_t)(address >> 24), (uint8_t)(address >> 16),
			   (uint8_t)(address >> 8), (uint8_t)address }
	};
}

static struct netlink_address address_of(const struct lease *lease, uint32_t index)
{
	struct netlink_address address = { .index = index,
					   .prefix_len = lease->prefix_len,
					   .scope = RT_SCOPE_UNIVERSE,
					   .local = ip_from(lease->address),
					   .preferred_s = lease->seconds,
					   .valid_s = lease->seconds };

	/* RFC 3021: links of two hosts have no broadcast address */
	if (lease->prefix_len <= 30)
		address.broadcast =
			ip_from(lease->address | ~ipv4_mask(lease->prefix_len));
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
				       .prefsrc = ip_from(lease->address) };

	if (from->prefix_len > 0)
		route.dst = ip_from(from->dst);
	/* some servers name the client itself as the router of its own link */
	if (from->gateway == 0 || from->gateway == lease->address)
		return route;
	route.scope = RT_SCOPE_UNIVERSE;
	route.gateway = ip_from(from->gateway);
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

uint32_t netplan_mtu(const struct netlink_link *link, const struct lease *lease)
{
	return lease->mtu == link->mtu ? 0 : lease->mtu;
}

/* --- text --------------------------------------------------------------------------------- */

static bool is_named_before(const struct lease *const *leases, size_t n, size_t n_dns,
			    uint32_t server)
{
	for (size_t i = 0; i <= n; i++)
		for (size_t k = 0; k < (i < n ? leases[i]->n_dns : n_dns); k++)
			if (leases[i]->dns[k] == server)
				return true;
	return false;
}

void netplan_resolv_conf(struct writer *ret, const struct lease *const *leases, size_t n)
{
	char text[IPV4_TEXT_MAX];
	size_t n_servers = 0;
	bool has_search = false;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < leases[i]->n_dns; k++) {
			uint32_t server = leases[i]->dns[k];

			if (n_servers == LEASE_DNS_MAX ||
			    is_named_before(leases, i, k, server))
				continue;
			writer_printf(ret, "nameserver %s\n", ipv4_text(server, text));
			n_servers++;
		}
		if (!has_search && leases[i]->domain[0]) {
			writer_printf(ret, "search %s\n", leases[i]->domain);
			has_search = true;
		}
	}
}

void netplan_describe(const struct lease *lease, char ret[static NETPLAN_TEXT_MAX])
{
	struct writer w = writer_over(ret, NETPLAN_TEXT_MAX);
	char text[IPV4_TEXT_MAX];

	writer_printf(&w, "%s/%u by DHCP", ipv4_text(lease->address, text),
		      lease->prefix_len);
	for (size_t i = 0; i < lease->n_routes; i++)
		if (lease->routes[i].prefix_len == 0)
			writer_printf(&w, ", gateway %s",
				      ipv4_text(lease->routes[i].gateway, text));
	for (size_t i = 0; i < lease->n_dns; i++)
		writer_printf(&w, "%s%s", i == 0 ? ", dns " : " ",
			      ipv4_text(lease->dns[i], text));
}

static uint32_t ip_to(const struct netlink_ip *ip)
{
	return (uint32_t)ip->bytes[0] << 24 | (uint32_t)ip->bytes[1] << 16 |
	       (uint32_t)ip->bytes[2] << 8 | ip->bytes[3];
}

void netplan_describe_change(const struct netplan_change *change,
			     char ret[static NETPLAN_TEXT_MAX])
{
	bool is_new = change->type == RTM_NEWADDR || change->type == RTM_NEWROUTE;
	bool is_address = change->type == RTM_NEWADDR || change->type == RTM_DELADDR;
	const struct netlink_ip *ip =
		is_address ? &change->address.local : &change->route.dst;
	struct writer w = writer_over(ret, NETPLAN_TEXT_MAX);
	char text[IPV4_TEXT_MAX];

	writer_printf(&w, "%s the %s %s/%u", is_new ? "add" : "remove",
		      is_address ? "address" : "route", ipv4_text(ip_to(ip), text),
		      is_address ? change->address.prefix_len : change->route.dst_len);
	if (!is_address && change->route.gateway.family)
		writer_printf(&w, " via %s",
			      ipv4_text(ip_to(&change->route.gateway), text));
}

void netplan_explain(struct failure *ret, const struct netlink_link *const *links,
		     size_t n)
{
	char names[FAILURE_OBJECT_MAX], carriers[FAILURE_OBJECT_MAX];
	struct writer all = writer_over(names, sizeof(names));
	struct writer up = writer_over(carriers, sizeof(carriers));

	for (size_t i = 0; i < n; i++) {
		if (!netplan_is_wanted(links[i]))
			continue;
		writer_printf(&all, "%s%s", all.len ? " " : "", links[i]->name);
		if (links[i]->flags & IFF_LOWER_UP)
			writer_printf(&up, "%s%s", up.len ? " " : "", links[i]->name);
	}
	if (!names[0])
		(void)failure_set(ret, FAILURE_NET_NO_DEVICE, "Ethernet",
				  "no device appeared");
	else if (!carriers[0])
		(void)failure_set(ret, FAILURE_NET_NO_CARRIER, names, "no carrier");
	else
		(void)failure_set(
			ret, FAILURE_NET_NO_LEASE, carriers,
			"link is up, but no DHCP server answers (spanning tree holds a port for up to 50 s)");
}
