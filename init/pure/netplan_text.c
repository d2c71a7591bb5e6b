/* SPDX-License-Identifier: MIT */
#include "pure/netplan_text.h"

#include <linux/if.h>
#include <linux/rtnetlink.h>

#include "pure/ip_text.h"
#include "pure/ipv4.h"

struct server {
	struct netlink_ip ip;
	uint32_t link; /* by which fe80::/10 is reached, else 0 */
};

struct servers {
	struct server list[LEASE_DNS_MAX];
	size_t n;
};

static void add_server(struct servers *s, const struct netlink_ip *ip, uint32_t link)
{
	struct server server = { *ip, ip_is_link_local(ip) ? link : 0 };

	for (size_t i = 0; i < s->n; i++)
		if (ip_equal(&s->list[i].ip, ip) && s->list[i].link == server.link)
			return;
	if (s->n < LEASE_DNS_MAX)
		s->list[s->n++] = server;
}

static void add_known(struct servers *s, const struct netconf *conf)
{
	for (size_t i = 0; i < conf->n_dns; i++)
		add_server(s, &conf->dns[i], 0);
}

static void add_message(struct servers *s, const struct net6_message *message,
			uint32_t link)
{
	for (size_t i = 0; message && i < message->n_dns; i++) {
		struct netlink_ip ip = net6_ip(message->dns[i]);

		add_server(s, &ip, link);
	}
}

static void add_source(struct servers *s, const struct netplan_source *from)
{
	for (size_t i = 0; from->lease && i < from->lease->n_dns; i++) {
		struct netlink_ip ip = ipv4_to_ip(from->lease->dns[i]);

		add_server(s, &ip, 0);
	}
	add_message(s, from->lease6, from->index);
	add_message(s, from->router, from->index);
}

static const char *search_of(const struct netplan_source *from)
{
	if (from->lease && from->lease->domain[0])
		return from->lease->domain;
	if (from->lease6 && from->lease6->search[0])
		return from->lease6->search;
	return from->router ? from->router->search : "";
}

void netplan_resolv_conf(struct writer *ret, const struct netconf *conf,
			 const struct netplan_source *sources, size_t n)
{
	const char *search = conf->search;
	struct servers servers = { .n = 0 };

	if (conf->comes_before_dhcp)
		add_known(&servers, conf);
	for (size_t i = 0; i < n && !conf->ignores_dhcp_dns; i++) {
		add_source(&servers, &sources[i]);
		search = search[0] ? search : search_of(&sources[i]);
	}
	add_known(&servers, conf);
	for (size_t i = 0; i < servers.n; i++) {
		writer_text(ret, "nameserver ");
		ip_write(ret, &servers.list[i].ip);
		/* by number: who reads it may not ask for names of links */
		if (servers.list[i].link)
			writer_printf(ret, "%%%u", servers.list[i].link);
		writer_text(ret, "\n");
	}
	if (search[0])
		writer_printf(ret, "search %s\n", search);
}

void netplan_describe6(const struct net6_message *message,
		       char ret[static NETPLAN_TEXT_MAX])
{
	struct writer w = writer_over(ret, NETPLAN_TEXT_MAX);
	struct netlink_ip router = net6_ip(message->router);
	struct netlink_ip address = net6_ip(message->address);

	if (message->event == NET6_ROUTER)
		writer_text(&w, "router ");
	ip_write(&w, message->event == NET6_ROUTER ? &router : &address);
	if (message->event != NET6_ROUTER)
		writer_text(&w, " by DHCPv6");
	else if (message->lifetime_s == 0)
		writer_text(&w, ", which leads nowhere");
	for (size_t i = 0; i < message->n_dns; i++) {
		struct netlink_ip ip = net6_ip(message->dns[i]);

		writer_text(&w, i == 0 ? ", dns " : " ");
		ip_write(&w, &ip);
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

static bool is_default_of(const struct netlink_route *route, size_t n)
{
	bool is_main = route->table == 0 || route->table == RT_TABLE_MAIN;

	return route->index == n && is_main && route->dst_len == 0 &&
	       route->gateway.family != 0;
}

/* One gateway may be that of both families. */
static bool is_told(const struct netconf *conf, size_t n, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (is_default_of(&conf->routes[i], n) &&
		    ip_equal(&conf->routes[i].gateway, &conf->routes[before].gateway))
			return true;
	return false;
}

void netplan_describe_entry(const struct netconf *conf, size_t n,
			    char ret[static NETPLAN_TEXT_MAX])
{
	struct writer w = writer_over(ret, NETPLAN_TEXT_MAX);

	for (size_t i = 0; i < conf->n_addresses; i++) {
		if (conf->addresses[i].index != n)
			continue;
		writer_text(&w, w.len ? " " : "");
		ip_write(&w, &conf->addresses[i].local);
		writer_printf(&w, "/%u", conf->addresses[i].prefix_len);
	}
	for (size_t i = 0; i < conf->n_routes; i++) {
		if (!is_default_of(&conf->routes[i], n) || is_told(conf, n, i))
			continue;
		writer_text(&w, w.len ? ", gateway " : "gateway ");
		ip_write(&w, &conf->routes[i].gateway);
	}
	for (size_t i = 0; w.len > 0 && i < conf->n_dns; i++) {
		writer_text(&w, i == 0 ? ", dns " : " ");
		ip_write(&w, &conf->dns[i]);
	}
}

void netplan_describe_change(const struct netplan_change *change,
			     char ret[static NETPLAN_TEXT_MAX])
{
	bool is_new = change->type == RTM_NEWADDR || change->type == RTM_NEWROUTE;
	bool is_address = change->type == RTM_NEWADDR || change->type == RTM_DELADDR;
	struct netlink_ip ip = is_address ? change->address.local : change->route.dst;
	struct writer w = writer_over(ret, NETPLAN_TEXT_MAX);

	if (!is_address)
		ip.family = change->route.family; /* a default route names none */
	writer_printf(&w, "%s the %s ", is_new ? "add" : "remove",
		      is_address ? "address" : "route");
	ip_write(&w, &ip);
	writer_printf(&w, "/%u",
		      is_address ? change->address.prefix_len : change->route.dst_len);
	if (is_address || !change->route.gateway.family)
		return;
	writer_text(&w, " via ");
	ip_write(&w, &change->route.gateway);
}

void netplan_explain(struct failure *ret, const struct netlink_link *const *links,
		     size_t n)
{
	char names[FAILURE_OBJECT_MAX], carriers[FAILURE_OBJECT_MAX];
	struct writer all = writer_over(names, sizeof(names));
	struct writer up = writer_over(carriers, sizeof(carriers));

	for (size_t i = 0; i < n; i++) {
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
			"link is up, but neither a DHCP server nor a router answers "
			"(spanning tree holds a port for up to 50 s)");
}
