/* SPDX-License-Identifier: MIT */
/* The half of host_network.h that is about links on links. */
#include "pure/host_network.h"

#include <errno.h>
#include <string.h>

#include "pure/bond.h"
#include "pure/ip_text.h"
#include "pure/json.h"

enum {
	VALUE_MAX = 128, /* a MAC of 32 bytes, in pairs */
	VLAN_ID_MAX = 4094,
};

struct seen {
	char name[NETLINK_NAME_MAX], lower[NETLINK_NAME_MAX], master[NETLINK_NAME_MAX];
	char kind[VALUE_MAX];
	bool is_port; /* of a bridge */
	bool is_stag; /* a VLAN of providers, 802.1ad */
	uint32_t vlan_id, mtu;
	struct netlink_mac mac, permanent_mac;
	struct bond_options bond;
};

/* --- one link ---------------------------------------------------------------------------- */

static void take_text(struct json *j, char *ret, size_t cap)
{
	if (json_is_null(j))
		json_skip(j);
	else
		json_string(j, ret, cap);
}

static void take_mac(struct json *j, struct netlink_mac *ret)
{
	char text[VALUE_MAX] = "";

	take_text(j, text, sizeof(text));
	if (ip_parse_mac(text, strlen(text), ret) < 0)
		ret->len = 0;
}

/* Of which kind the options are may be said later: those of bonds and VLANs share no name. */
static void take_data(struct json *j, struct seen *link)
{
	char key[JSON_KEY_MAX], text[VALUE_MAX] = "";

	json_object(j);
	while (json_key(j, key)) {
		if (strcmp(key, "id") == 0 && !json_is_string(j)) {
			link->vlan_id = json_u32(j);
		} else if (strcmp(key, "protocol") == 0 && json_is_string(j)) {
			json_string(j, text, sizeof(text));
			link->is_stag = strcmp(text, "802.1Q") != 0;
		} else if (strcmp(link->kind, "bond") == 0) {
			bond_take_json(j, key, &link->bond);
		} else {
			json_skip(j);
		}
	}
}

static void take_info(struct json *j, struct seen *link)
{
	char key[JSON_KEY_MAX], text[VALUE_MAX] = "";

	json_object(j);
	while (json_key(j, key)) {
		if (strcmp(key, "info_kind") == 0) {
			take_text(j, link->kind, sizeof(link->kind));
		} else if (strcmp(key, "info_slave_kind") == 0) {
			take_text(j, text, sizeof(text));
			link->is_port = strcmp(text, "bridge") == 0;
		} else if (strcmp(key, "info_data") == 0) {
			take_data(j, link);
		} else {
			json_skip(j);
		}
	}
}

static void take_link(struct json *j, struct seen *link)
{
	char key[JSON_KEY_MAX];

	*link = (struct seen){ .name = "" };
	json_object(j);
	while (json_key(j, key)) {
		if (strcmp(key, "ifname") == 0)
			take_text(j, link->name, sizeof(link->name));
		else if (strcmp(key, "link") == 0)
			take_text(j, link->lower, sizeof(link->lower));
		else if (strcmp(key, "master") == 0)
			take_text(j, link->master, sizeof(link->master));
		else if (strcmp(key, "mtu") == 0)
			link->mtu = json_u32(j);
		else if (strcmp(key, "address") == 0)
			take_mac(j, &link->mac);
		else if (strcmp(key, "permaddr") == 0)
			take_mac(j, &link->permanent_mac);
		else if (strcmp(key, "linkinfo") == 0)
			take_info(j, link);
		else
			json_skip(j);
	}
}

/* --- entries ----------------------------------------------------------------------------- */

/* What a link of the host was on, by the position of its entry. */
struct below {
	char lower[NETCONF_LINKS_MAX][NETLINK_NAME_MAX];
};

/* The position of the entry, from 1; 0: there is none. */
static uint8_t find(const struct netconf *c, const char *name)
{
	for (uint8_t i = 0; i < c->n_links; i++)
		if (strcmp(c->links[i].name, name) == 0)
			return (uint8_t)(i + 1);
	return 0;
}

static bool is_made(const struct seen *link)
{
	bool is_vlan = strcmp(link->kind, "vlan") == 0 && !link->is_stag &&
		       link->vlan_id >= 1 && link->vlan_id <= VLAN_ID_MAX;

	return is_vlan || strcmp(link->kind, "bond") == 0;
}

static bool is_hardware(const struct seen *link)
{
	return !link->kind[0] || strcmp(link->kind, "veth") == 0;
}

/* Make an entry.  Returns its position, from 1, or 0 if there is no room. */
static uint8_t add(struct netconf *c, const struct seen *link)
{
	struct netconf_link *entry = &c->links[c->n_links];

	bool is_bond = strcmp(link->kind, "bond") == 0;

	if (c->n_links == NETCONF_LINKS_MAX ||
	    (is_bond && c->n_bonds == NETCONF_BONDS_MAX)) {
		c->is_cut = true;
		return 0;
	}
	*entry = (struct netconf_link){ .kind = NETCONF_HARDWARE };
	memcpy(entry->name, link->name, sizeof(entry->name));
	if (link->mtu >= LEASE_MTU_MIN && link->mtu <= UINT16_MAX)
		entry->mtu = link->mtu;
	if (is_made(link)) {
		entry->kind = is_bond ? NETCONF_BOND : NETCONF_VLAN;
		entry->vlan_id = is_bond ? 0 : (uint16_t)link->vlan_id;
		entry->bond = c->n_bonds;
		if (is_bond)
			c->bonds[c->n_bonds++] = link->bond;
		/* a bond has that of one of its members, which one is chance */
		entry->new_mac = link->mac;
	} else {
		entry->mac =
			link->permanent_mac.len > 0 ? link->permanent_mac : link->mac;
	}
	return ++c->n_links;
}

static uint8_t find_or_add(struct netconf *c, const struct seen *link)
{
	uint8_t at = find(c, link->name);

	if (at > 0 || !is_hardware(link))
		return at;
	return add(c, link);
}

static void keep_made(struct netconf *c, struct below *below, const struct seen *link)
{
	uint8_t at = link->name[0] && is_made(link) ? add(c, link) : 0;

	if (at > 0)
		memcpy(below->lower[at - 1], link->lower, sizeof(below->lower[0]));
}

static bool is_below(const struct netconf *c, const struct below *below, const char *name)
{
	for (size_t i = 0; i < c->n_links; i++)
		if (c->links[i].kind == NETCONF_VLAN &&
		    strcmp(below->lower[i], name) == 0)
			return true;
	return false;
}

/* What others are on, or part of; ports of containers and virtual machines lead nowhere. */
static void keep_below(struct netconf *c, struct below *below, const struct seen *link)
{
	uint8_t bond = link->master[0] && !link->is_port ? find(c, link->master) : 0;

	if (!link->name[0])
		return;
	if (bond > 0 && c->links[bond - 1].kind == NETCONF_BOND && is_hardware(link)) {
		uint8_t at = find_or_add(c, link);

		if (at > 0)
			c->links[at - 1].master = bond;
	}
	if (is_below(c, below, link->name))
		(void)find_or_add(c, link);
	if (!link->is_port || strcmp(link->kind, "veth") == 0)
		return;
	for (size_t i = 0; i < c->n_links; i++)
		if (strcmp(c->links[i].bridge, link->master) == 0)
			return; /* it has a port that leads out */
	uint8_t at = find_or_add(c, link);

	if (at > 0)
		memcpy(c->links[at - 1].bridge, link->master, sizeof(c->links[0].bridge));
}

int host_network_links(struct netconf *c, const void *json, size_t len, size_t *ret_at)
{
	/* twice, as a link may come before what it is part of */
	static void (*const passes[])(struct netconf *, struct below *,
				      const struct seen *) = { keep_made, keep_below };
	struct below below = { .lower = { "" } };
	struct json j = json_over(json, len);
	struct seen link;

	for (size_t i = 0; json_ok(&j) && i < ARRAY_LEN(passes); i++) {
		j = json_over(json, len);
		json_array(&j);
		while (json_element(&j)) {
			take_link(&j, &link);
			if (json_ok(&j))
				passes[i](c, &below, &link);
		}
	}
	bool is_whole = json_end(&j);

	for (size_t i = 0; i < c->n_links; i++)
		if (c->links[i].kind == NETCONF_VLAN)
			c->links[i].lower = find(c, below.lower[i]);
	*ret_at = json_at(&j);
	return is_whole ? 0 : -EBADMSG;
}
