/* SPDX-License-Identifier: MIT */
#include "pure/host_network.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if_addr.h>

#include "pure/host_json.h"
#include "pure/ip_text.h"

enum {
	VALUE_MAX = 128, /* a MAC of 32 bytes, in pairs */
};

/* --- values ------------------------------------------------------------------------------ */

/* "address" of a tunnel is an IP address, which is nobody's MAC. */
static void take_mac(struct json *j, struct netlink_mac *ret)
{
	char text[VALUE_MAX];

	json_string(j, text, sizeof(text));
	if (ip_parse_mac(text, strlen(text), ret) < 0)
		ret->len = 0;
}

static uint8_t take_prefix_len(struct json *j)
{
	uint32_t len = json_u32(j);

	if (len > 8 * NETLINK_IP_MAX)
		json_refuse(j);
	return (uint8_t)len;
}

/* --- addresses ---------------------------------------------------------------------------- */

struct seen_address {
	struct netlink_address address;
	bool is_dynamic, is_of_use;
};

static void take_address_value(struct json *j, const char *key, struct seen_address *a)
{
	if (strcmp(key, "local") == 0)
		host_json_ip(j, &a->address.local);
	else if (strcmp(key, "address") == 0)
		host_json_ip(j, &a->address.peer);
	else if (strcmp(key, "broadcast") == 0)
		host_json_ip(j, &a->address.broadcast);
	else if (strcmp(key, "prefixlen") == 0)
		a->address.prefix_len = take_prefix_len(j);
	else if (strcmp(key, "scope") == 0)
		a->is_of_use = host_json_is(j, "global", "site") && a->is_of_use;
	else if (strcmp(key, "dynamic") == 0)
		a->is_dynamic = json_bool(j);
	else if (strcmp(key, "temporary") == 0 || strcmp(key, "dadfailed") == 0)
		a->is_of_use = !json_bool(j) && a->is_of_use;
	else if (strcmp(key, "valid_life_time") == 0)
		a->address.valid_s = json_u32(j);
	else
		json_skip(j);
}

static bool is_sound(const struct netlink_address *a)
{
	return ip_is_host(&a->local) &&
	       a->prefix_len <= 8 * netlink_ip_len(a->local.family) &&
	       (!a->peer.family || a->peer.family == a->local.family) &&
	       (!a->broadcast.family || a->broadcast.family == AF_INET);
}

/* A link of the host, and what of its addresses decides about it. */
struct seen_link {
	struct netconf_link entry;
	struct netlink_mac
		mac; /* as it was set; that of the entry is the permanent one */
	bool has_static, has_lease, has_auto6, is_loopback;
	bool is_stacked;  /* made of other links, whose MAC it may share */
	uint32_t lease_s; /* of the longest lease */
};

static void keep_address(struct netconf *c, struct seen_link *link,
			 const struct seen_address *seen)
{
	struct netlink_address a = seen->address;
	bool is_v4 = a.local.family == AF_INET;

	if (!seen->is_of_use || !is_sound(&a))
		return;
	if (seen->is_dynamic) {
		if (is_v4 && (!link->has_lease || a.valid_s > link->lease_s)) {
			link->entry.last.address = ipv4_from_ip(&a.local);
			link->lease_s = a.valid_s;
		}
		link->has_lease = link->has_lease || is_v4;
		link->has_auto6 = link->has_auto6 || !is_v4;
		return;
	}
	/* It was this machine's until a moment ago: nobody else has it. */
	a.flags = is_v4 ? 0 : IFA_F_NODAD;
	a.index = c->n_links;
	a.preferred_s = a.valid_s = LEASE_FOREVER;
	netconf_add_address(c, &a);
	link->has_static = true;
}

static void take_addresses(struct json *j, struct netconf *c, struct seen_link *link)
{
	char key[JSON_KEY_MAX];

	json_array(j);
	while (json_element(j)) {
		struct seen_address seen = { .is_of_use = true };

		json_object(j);
		while (json_key(j, key))
			take_address_value(j, key, &seen);
		keep_address(c, link, &seen);
	}
}

/* What a bond says of itself, whose structure nobody told. */
static void take_link_flags(struct json *j, struct seen_link *link)
{
	json_array(j);
	while (json_element(j))
		link->is_stacked =
			host_json_is(j, "MASTER", "MASTER") || link->is_stacked;
}

static void take_link_value(struct json *j, const char *key, struct netconf *c,
			    struct seen_link *link)
{
	char text[VALUE_MAX];

	if (strcmp(key, "ifname") == 0)
		json_string(j, link->entry.name, sizeof(link->entry.name));
	else if (strcmp(key, "link") == 0) {
		link->is_stacked = true;
		json_skip(j);
	} else if (strcmp(key, "address") == 0)
		take_mac(j, &link->mac);
	else if (strcmp(key, "permaddr") == 0)
		take_mac(j, &link->entry.mac);
	else if (strcmp(key, "mtu") == 0)
		link->entry.mtu = json_u32(j);
	else if (strcmp(key, "link_type") == 0) {
		json_string(j, text, sizeof(text));
		link->is_loopback = strcmp(text, "loopback") == 0;
	} else if (strcmp(key, "flags") == 0)
		take_link_flags(j, link);
	else if (strcmp(key, "addr_info") == 0)
		take_addresses(j, c, link);
	else
		json_skip(j);
}

static uint8_t asks_of(const struct seen_link *link)
{
	return (uint8_t)((link->has_lease ? NETCONF_DHCP4 : 0) |
			 (link->has_auto6 ? NETCONF_RA : 0));
}

static void join(struct netconf_link *entry, const struct seen_link *link)
{
	bool is_bridge = strcmp(entry->name, link->entry.name) != 0;

	entry->asks = asks_of(link);
	entry->last.address = link->entry.last.address;
	/* what was known by the bridge's address is to stay known by it */
	if (is_bridge && entry->kind == NETCONF_HARDWARE &&
	    !mac_equal(&entry->mac, &link->mac))
		entry->new_mac = link->mac;
}

static void take_link(struct json *j, struct netconf *c)
{
	struct seen_link link = { 0 };
	uint8_t n_addresses = c->n_addresses;
	char key[JSON_KEY_MAX];

	json_object(j);
	while (json_key(j, key))
		take_link_value(j, key, c, &link);
	if (link.entry.mac.len == 0)
		link.entry.mac = link.mac;
	bool is_wanted = !link.is_loopback && link.entry.name[0] &&
			 link.entry.mac.len > 0 &&
			 (link.has_static || link.has_lease || link.has_auto6);
	size_t place = host_json_place(c, link.entry.name);
	bool is_known = place < c->n_links, is_full = place == NETCONF_LINKS_MAX;

	if (is_wanted && is_known) {
		for (size_t i = n_addresses; i < c->n_addresses; i++)
			c->addresses[i].index = (uint32_t)place;
		join(&c->links[place], &link);
		return;
	}
	if (is_wanted && link.is_stacked && !c->stacked[0])
		memcpy(c->stacked, link.entry.name, sizeof(c->stacked));
	if (is_wanted && is_full)
		c->is_cut = true;
	if (!is_wanted || is_full || link.is_stacked) {
		c->n_addresses = n_addresses;
		return;
	}
	link.entry.asks = asks_of(&link);
	if (link.entry.mtu < LEASE_MTU_MIN || link.entry.mtu > UINT16_MAX)
		link.entry.mtu = 0;
	c->links[c->n_links++] = link.entry;
}

int host_network_addresses(struct netconf *c, const void *json, size_t len,
			   size_t *ret_at)
{
	struct json j = json_over(json, len);

	json_array(&j);
	while (json_element(&j))
		take_link(&j, c);
	return host_json_end(&j, ret_at);
}
