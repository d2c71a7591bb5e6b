/* SPDX-License-Identifier: MIT */
#include "pure/netplan.h"

#include <linux/if.h>
#include <linux/rtnetlink.h>

#include "pure/ip_text.h"
#include "pure/ipv4.h"

struct servers {
	struct netlink_ip list[LEASE_DNS_MAX];
	size_t n;
};

static void add_server(struct servers *s, const struct netlink_ip *server)
{
	for (size_t i = 0; i < s->n; i++)
		if (ip_equal(&s->list[i], server))
			return;
	if (s->n < LEASE_DNS_MAX)
		s->list[s->n++] = *server;
}

static void add_known(struct servers *s, const struct netconf *conf)
{
	for (size_t i = 0; i < conf->n_dns; i++)
		add_server(s, &conf->dns[i]);
}

static void add_leased(struct servers *s, const struct lease *lease)
{
	for (size_t i = 0; i < lease->n_dns; i++) {
		struct netlink_ip server = ipv4_to_ip(lease->dns[i]);

		add_server(s, &server);
	}
}

void netplan_resolv_conf(struct writer *ret, const struct netconf *conf,
			 const struct lease *const *leases, size_t n)
{
	const char *search = conf->search;
	struct servers servers = { .n = 0 };

	if (conf->comes_before_dhcp)
		add_known(&servers, conf);
	for (size_t i = 0; i < n && !conf->ignores_dhcp_dns; i++) {
		add_leased(&servers, leases[i]);
		search = search[0] ? search : leases[i]->domain;
	}
	add_known(&servers, conf);
	for (size_t i = 0; i < servers.n; i++) {
		writer_text(ret, "nameserver ");
		ip_write(ret, &servers.list[i]);
		writer_text(ret, "\n");
	}
	if (search[0])
		writer_printf(ret, "search %s\n", search);
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
	return route->index == n && route->dst_len == 0 && route->gateway.family != 0;
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
