/* SPDX-License-Identifier: MIT */
#include "pure/netconf.h"

#include <string.h>

#include "base/span.h"
#include "pure/ip_text.h"

void netconf_init(struct netconf *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->others.asks = NETCONF_ASKS_ANY;
	ret->origin = "as the host had it";
}

const char *netconf_kind_name(enum netconf_kind kind)
{
	if (kind == NETCONF_HARDWARE)
		return "";
	return kind == NETCONF_VLAN ? "vlan" : "bond";
}

bool netconf_is_for(const struct netconf_link *entry, const struct netlink_link *link)
{
	if (entry->kind != NETCONF_HARDWARE)
		return strcmp(link->kind, netconf_kind_name(entry->kind)) == 0 &&
		       strcmp(link->name, entry->name) == 0;
	if (!netlink_is_hardware(link))
		return false;
	if (entry->mac.len > 0)
		return mac_equal(&entry->mac, &link->permanent_mac) ||
		       mac_equal(&entry->mac, &link->mac);
	return entry->name[0] && strcmp(entry->name, link->name) == 0;
}

bool netconf_is_for_any(const struct netconf_link *entry)
{
	return entry->mac.len == 0 && !entry->name[0];
}

const struct netconf_lease *netconf_last_lease(const struct netconf *c,
					       const struct netconf_link *entry,
					       const struct netlink_link *link)
{
	bool is_said = entry->last.client_id_len > 0;

	for (size_t i = 0; !is_said && i < c->n_leases; i++)
		if (mac_equal(&c->leases[i].mac, &link->mac) ||
		    mac_equal(&c->leases[i].mac, &link->permanent_mac))
			return &c->leases[i];
	return &entry->last;
}

void netconf_add_address(struct netconf *c, const struct netlink_address *address)
{
	if (c->n_addresses == NETCONF_ADDRESSES_MAX)
		c->is_cut = true;
	else
		c->addresses[c->n_addresses++] = *address;
}

void netconf_add_route(struct netconf *c, const struct netlink_route *route)
{
	if (c->n_routes == NETCONF_ROUTES_MAX)
		c->is_cut = true;
	else
		c->routes[c->n_routes++] = *route;
}

void netconf_add_dns(struct netconf *c, const struct netlink_ip *server)
{
	if (c->n_dns == NETCONF_DNS_MAX)
		c->is_cut = true;
	else
		c->dns[c->n_dns++] = *server;
}

bool netconf_has_address(const struct netconf *c, size_t n, uint8_t family)
{
	for (size_t i = 0; i < c->n_addresses; i++)
		if (c->addresses[i].index == n &&
		    (family == 0 || c->addresses[i].local.family == family))
			return true;
	return false;
}

bool netconf_is_useful(const struct netconf *c, size_t n)
{
	for (size_t i = 0; i < c->n_routes; i++)
		if (c->routes[i].index == n && c->routes[i].gateway.family != 0)
			return true;
	return false;
}

/* --- resolv.conf ------------------------------------------------------------------------- */

/* Take what stands before the first byte of @stops off @from. */
static struct span take_until(struct span *from, const char *stops)
{
	struct span taken = { .at = from->at };

	while (taken.len < from->len && !strchr(stops, from->at[taken.len]))
		taken.len++;
	from->at += taken.len;
	from->len -= taken.len;
	return taken;
}

static struct span take_word(struct span *line)
{
	while (line->len > 0 && (*line->at == ' ' || *line->at == '\t')) {
		line->at++;
		line->len--;
	}
	return take_until(line, " \t");
}

/* Domains are written one by one, so that only names go on. */
static void set_search(struct netconf *c, struct span line)
{
	struct writer to = writer_over(c->search, sizeof(c->search));

	for (struct span word = take_word(&line); word.len > 0; word = take_word(&line)) {
		if (word.at[word.len - 1] == '.')
			word.len--;
		if (!lease_is_name(word.at, word.len) ||
		    to.len + 1 + word.len >= sizeof(c->search))
			continue;
		writer_text(&to, to.len > 0 ? " " : "");
		writer_text_n(&to, word.at, word.len);
	}
}

static void take_line(struct netconf *c, struct span line)
{
	struct span key = take_word(&line);
	struct netlink_ip server;

	if (span_is(key, "search") || span_is(key, "domain")) {
		set_search(c, line);
		return;
	}
	struct span value = take_word(&line);

	if (span_is(key, "nameserver") && ip_parse(value.at, value.len, &server) == 0 &&
	    ip_is_host(&server))
		netconf_add_dns(c, &server);
}

void netconf_parse_resolv_conf(struct netconf *c, const char *text, size_t len)
{
	struct span left = { text, len };

	while (left.len > 0) {
		take_line(c, take_until(&left, "\r\n"));
		if (left.len > 0) {
			left.at++;
			left.len--;
		}
	}
}

void netconf_write_resolv_conf(const struct netconf *c, struct writer *to)
{
	for (size_t i = 0; i < c->n_dns; i++) {
		writer_text(to, "nameserver ");
		ip_write(to, &c->dns[i]);
		writer_text(to, "\n");
	}
	if (c->search[0])
		writer_printf(to, "search %s\n", c->search);
}
