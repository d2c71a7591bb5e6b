/* SPDX-License-Identifier: MIT */
#include "pure/network_json.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

#include "base/writer.h"
#include "pure/ip_text.h"

enum {
	/* The longest entry is a bond with every option and 16 addresses to ask for, names of
	 * escapes alone, and two MACs of 32 bytes: 1800 bytes. */
	ENTRY_ROOM = 2048,
	DOCUMENT_ROOM = 16,
};

struct name {
	uint32_t number;
	const char *name;
};

static const char *name_of(const struct name *names, size_t len, uint32_t number)
{
	for (size_t i = 0; i < len; i++)
		if (names[i].number == number)
			return names[i].name;
	return NULL;
}

size_t network_json_room(const struct network_json *state)
{
	return DOCUMENT_ROOM + ENTRY_ROOM * (state->links_len + state->addresses_len +
					     state->routes_len + state->rules_len);
}

/* --- values -------------------------------------------------------------------------- */

/* An interface's name may have any byte but '/' and white space, and need not be UTF-8. */
static void write_string(struct writer *to, const char *text)
{
	writer_text(to, "\"");
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < ' ' || c > '~' || c == '"' || c == '\\')
			writer_printf(to, "\\u%04x", c);
		else
			writer_text_n(to, text, 1);
	}
	writer_text(to, "\"");
}

static void write_key(struct writer *to, const char *key)
{
	writer_printf(to, ",\"%s\":", key);
}

static void write_string_field(struct writer *to, const char *key, const char *value)
{
	write_key(to, key);
	write_string(to, value);
}

static void write_number_field(struct writer *to, const char *key, uint32_t value)
{
	writer_printf(to, ",\"%s\":%u", key, value);
}

/* A name if the number has one, else the number as a string, as ip(8) does. */
static void write_named_field(struct writer *to, const char *key, const char *name,
			      uint32_t number)
{
	if (name)
		writer_printf(to, ",\"%s\":\"%s\"", key, name);
	else
		writer_printf(to, ",\"%s\":\"%u\"", key, number);
}

static void write_flags(struct writer *to, const struct name *flags, size_t len,
			uint32_t set)
{
	const char *comma = "";

	write_key(to, "flags");
	writer_text(to, "[");
	for (size_t i = 0; i < len; i++) {
		if (!(set & flags[i].number))
			continue;
		writer_printf(to, "%s\"%s\"", comma, flags[i].name);
		comma = ",";
	}
	writer_text(to, "]");
}

static void write_mac_field(struct writer *to, const char *key,
			    const struct netlink_mac *mac)
{
	if (mac->len == 0)
		return;
	write_key(to, key);
	for (size_t i = 0; i < mac->len; i++)
		writer_printf(to, "%s%02x", i ? ":" : "\"", mac->bytes[i]);
	writer_text(to, "\"");
}

static void write_ip_field(struct writer *to, const char *key,
			   const struct netlink_ip *ip)
{
	if (ip->family == 0)
		return;
	write_key(to, key);
	writer_text(to, "\"");
	ip_write(to, ip);
	writer_text(to, "\"");
}

/* The name of the link with this index, if there is one. */
static void write_link_field(const struct network_json *state, uint32_t index,
			     const char *key, struct writer *to)
{
	for (size_t i = 0; i < state->links_len; i++)
		if (index != 0 && state->links[i].index == index)
			write_string_field(to, key, state->links[i].name);
}

static const char *family_name(uint8_t family)
{
	return family == AF_INET6 ? "inet6" : "inet";
}

static void write_scope_field(struct writer *to, uint8_t scope)
{
	static const struct name scopes[] = {
		{ RT_SCOPE_UNIVERSE, "global" }, { RT_SCOPE_SITE, "site" },
		{ RT_SCOPE_LINK, "link" },       { RT_SCOPE_HOST, "host" },
		{ RT_SCOPE_NOWHERE, "nowhere" },
	};

	write_named_field(to, "scope", name_of(scopes, ARRAY_LEN(scopes), scope), scope);
}

/* --- addresses ----------------------------------------------------------------------- */

static void write_address(const struct netlink_address *a, struct writer *to)
{
	static const struct name flags[] = {
		{ IFA_F_DEPRECATED, "deprecated" },
		{ IFA_F_TENTATIVE, "tentative" },
		{ IFA_F_DADFAILED, "dadfailed" },
		{ IFA_F_HOMEADDRESS, "home" },
		{ IFA_F_NODAD, "nodad" },
		{ IFA_F_MANAGETEMPADDR, "mngtmpaddr" },
		{ IFA_F_NOPREFIXROUTE, "noprefixroute" },
	};

	writer_printf(to, "{\"family\":\"%s\"", family_name(a->local.family));
	write_ip_field(to, "local", &a->local);
	write_ip_field(to, "address", &a->peer);
	write_number_field(to, "prefixlen", a->prefix_len);
	write_ip_field(to, "broadcast", &a->broadcast);
	write_scope_field(to, a->scope);
	/* one bit, which IPv6 uses for the addresses that change for privacy */
	if (a->flags & IFA_F_SECONDARY)
		writer_printf(to, ",\"%s\":true",
			      a->local.family == AF_INET6 ? "temporary" : "secondary");
	if (!(a->flags & IFA_F_PERMANENT))
		writer_text(to, ",\"dynamic\":true");
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (a->flags & flags[i].number)
			writer_printf(to, ",\"%s\":true", flags[i].name);
	if (a->label[0])
		write_string_field(to, "label", a->label);
	write_number_field(to, "valid_life_time", a->valid_s);
	write_number_field(to, "preferred_life_time", a->preferred_s);
	writer_text(to, "}");
}

static const char *link_type(uint16_t type)
{
	static const struct name types[] = {
		{ ARPHRD_ETHER, "ether" },     { ARPHRD_LOOPBACK, "loopback" },
		{ ARPHRD_PPP, "ppp" },         { ARPHRD_INFINIBAND, "infiniband" },
		{ ARPHRD_NONE, "none" },       { ARPHRD_TUNNEL, "ipip" },
		{ ARPHRD_TUNNEL6, "tunnel6" }, { ARPHRD_SIT, "sit" },
		{ ARPHRD_IPGRE, "gre" },
	};

	return name_of(types, ARRAY_LEN(types), type);
}

static void write_link(const struct network_json *state, const struct netlink_link *link,
		       struct writer *to)
{
	static const struct name flags[] = {
		{ IFF_LOOPBACK, "LOOPBACK" },
		{ IFF_BROADCAST, "BROADCAST" },
		{ IFF_POINTOPOINT, "POINTOPOINT" },
		{ IFF_MULTICAST, "MULTICAST" },
		{ IFF_NOARP, "NOARP" },
		{ IFF_MASTER, "MASTER" },
		{ IFF_SLAVE, "SLAVE" },
		{ IFF_UP, "UP" },
		{ IFF_LOWER_UP, "LOWER_UP" },
	};
	const char *comma = "";

	writer_printf(to, "{\"ifindex\":%u", link->index);
	write_string_field(to, "ifname", link->name);
	/* a veth's other end is most often in another namespace, with numbers of its own */
	if (strcmp(link->kind, "veth") != 0)
		write_link_field(state, link->lower, "link", to);
	write_flags(to, flags, ARRAY_LEN(flags), link->flags);
	write_number_field(to, "mtu", link->mtu);
	write_named_field(to, "link_type", link_type(link->type), link->type);
	write_mac_field(to, "address", &link->mac);
	write_mac_field(to, "broadcast", &link->broadcast);
	if (!mac_equal(&link->permanent_mac, &link->mac))
		write_mac_field(to, "permaddr", &link->permanent_mac);
	write_key(to, "addr_info");
	writer_text(to, "[");
	for (size_t i = 0; i < state->addresses_len; i++) {
		if (state->addresses[i].index != link->index)
			continue;
		writer_text(to, comma);
		write_address(&state->addresses[i], to);
		comma = ",";
	}
	writer_text(to, "]}");
}

void network_json_addresses(const struct network_json *state, struct writer *to)
{
	writer_text(to, "[");
	for (size_t i = 0; i < state->links_len; i++) {
		writer_text(to, i ? "," : "");
		write_link(state, &state->links[i], to);
	}
	writer_text(to, "]\n");
}

/* --- routes -------------------------------------------------------------------------- */

static void write_destination(struct writer *to, const struct netlink_route *route)
{
	uint8_t whole = route->family == AF_INET6 ? 128 : 32;

	writer_text(to, "\"dst\":\"");
	if (route->dst_len == 0) {
		writer_text(to, "default");
	} else {
		ip_write(to, &route->dst);
		if (route->dst_len < whole)
			writer_printf(to, "/%u", route->dst_len);
	}
	writer_text(to, "\"");
}

static void write_gateway(struct writer *to, const struct netlink_route *route)
{
	if (route->gateway.family == route->family || route->gateway.family == 0) {
		write_ip_field(to, "gateway", &route->gateway);
		return;
	}
	write_key(to, "via");
	writer_printf(to, "{\"family\":\"%s\"", family_name(route->gateway.family));
	write_ip_field(to, "host", &route->gateway);
	writer_text(to, "}");
}

static void write_route(const struct network_json *state,
			const struct netlink_route *route, struct writer *to)
{
	static const struct name types[] = {
		{ RTN_UNICAST, "unicast" },
		{ RTN_BLACKHOLE, "blackhole" },
		{ RTN_UNREACHABLE, "unreachable" },
		{ RTN_PROHIBIT, "prohibit" },
		{ RTN_THROW, "throw" },
		{ RTN_LOCAL, "local" },
		{ RTN_MULTICAST, "multicast" },
		{ RTN_ANYCAST, "anycast" },
	};
	static const struct name protocols[] = {
		{ RTPROT_REDIRECT, "redirect" },
		{ RTPROT_KERNEL, "kernel" },
		{ RTPROT_BOOT, "boot" },
		{ RTPROT_STATIC, "static" },
		{ RTPROT_RA, "ra" },
		{ RTPROT_ZEBRA, "zebra" },
		{ RTPROT_BIRD, "bird" },
		{ RTPROT_DHCP, "dhcp" },
		{ RTPROT_BABEL, "babel" },
		{ RTPROT_BGP, "bgp" },
		{ RTPROT_ISIS, "isis" },
		{ RTPROT_OSPF, "ospf" },
		{ RTPROT_RIP, "rip" },
		{ RTPROT_EIGRP, "eigrp" },
	};
	static const struct name flags[] = {
		{ RTNH_F_DEAD, "dead" },
		{ RTNH_F_ONLINK, "onlink" },
		{ RTNH_F_PERVASIVE, "pervasive" },
		{ RTNH_F_LINKDOWN, "linkdown" },
	};

	writer_text(to, "{");
	write_destination(to, route);
	if (route->type != RTN_UNICAST)
		write_named_field(to, "type",
				  name_of(types, ARRAY_LEN(types), route->type),
				  route->type);
	write_gateway(to, route);
	write_link_field(state, route->index, "dev", to);
	if (route->table != RT_TABLE_MAIN)
		write_named_field(to, "table", NULL, route->table);
	write_named_field(to, "protocol",
			  name_of(protocols, ARRAY_LEN(protocols), route->protocol),
			  route->protocol);
	if (route->scope != RT_SCOPE_UNIVERSE)
		write_scope_field(to, route->scope);
	write_ip_field(to, "prefsrc", &route->prefsrc);
	if (route->metric != 0)
		write_number_field(to, "metric", route->metric);
	write_flags(to, flags, ARRAY_LEN(flags), route->flags);
	writer_text(to, "}");
}

bool network_json_has_route(const struct netlink_route *route, uint8_t family)
{
	return route->family == family && route->table == RT_TABLE_MAIN &&
	       !(route->flags & RTM_F_CLONED) && !route->has_more_hops;
}

bool network_json_has_table(const struct netlink_route *route, uint8_t family)
{
	bool is_usual = route->table == RT_TABLE_LOCAL || route->table == RT_TABLE_MAIN ||
			route->table == RT_TABLE_DEFAULT ||
			route->table == RT_TABLE_UNSPEC;

	return route->family == family && !is_usual && route->type == RTN_UNICAST &&
	       !(route->flags & RTM_F_CLONED) && !route->has_more_hops;
}

static void write_routes(const struct network_json *state, uint8_t family,
			 bool (*has)(const struct netlink_route *, uint8_t),
			 struct writer *to)
{
	const char *comma = "";

	writer_text(to, "[");
	for (size_t i = 0; i < state->routes_len; i++) {
		if (!has(&state->routes[i], family))
			continue;
		writer_text(to, comma);
		write_route(state, &state->routes[i], to);
		comma = ",";
	}
	writer_text(to, "]\n");
}

void network_json_routes(const struct network_json *state, uint8_t family,
			 struct writer *to)
{
	write_routes(state, family, network_json_has_route, to);
}

void network_json_tables(const struct network_json *state, uint8_t family,
			 struct writer *to)
{
	write_routes(state, family, network_json_has_table, to);
}
