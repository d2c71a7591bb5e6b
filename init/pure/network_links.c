/* SPDX-License-Identifier: MIT */
/* The part of network_json.h that is about links made of others. */
#include "pure/network_json.h"

#include <string.h>

#include "base/writer.h"
#include "pure/bond.h"
#include "pure/json_write.h"

static const char *name_of(const struct network_json *state, uint32_t index)
{
	for (size_t i = 0; index != 0 && i < state->links_len; i++)
		if (state->links[i].index == index)
			return state->links[i].name;
	return NULL;
}

static void write_text(struct writer *to, const char *key, const char *text)
{
	if (!text || !text[0])
		return;
	writer_printf(to, ",\"%s\":", key);
	json_write_string(to, text);
}

static void write_mac(struct writer *to, const char *key, const struct netlink_mac *mac)
{
	for (size_t i = 0; i < mac->len; i++)
		if (i == 0)
			writer_printf(to, ",\"%s\":\"%02x", key, mac->bytes[i]);
		else
			writer_printf(to, ":%02x", mac->bytes[i]);
	writer_text(to, mac->len > 0 ? "\"" : "");
}

static void write_info(const struct network_json *state, const struct netlink_link *link,
		       struct writer *to)
{
	/* always a kind, so that every other word has a comma before it */
	writer_text(to, ",\"linkinfo\":{\"info_kind\":");
	json_write_string(to, link->kind);
	write_text(to, "info_slave_kind", link->port_kind);
	if (link->vlan_id != 0) {
		writer_printf(to, ",\"info_data\":{\"protocol\":\"802.1Q\",\"id\":%u}",
			      link->vlan_id);
	} else if (strcmp(link->kind, "bond") == 0) {
		/* it has no id: that is a VLAN's, which 0 is none of */
		writer_text(to, ",\"info_data\":{\"id\":0");
		bond_write_json(&link->bond, to);
		write_text(to, "primary", name_of(state, link->bond.primary_index));
		writer_text(to, "}");
	}
	writer_text(to, "}");
}

void network_json_links(const struct network_json *state, struct writer *to)
{
	writer_text(to, "[");
	for (size_t i = 0; i < state->links_len; i++) {
		const struct netlink_link *link = &state->links[i];

		writer_printf(to, "%s{\"ifindex\":%u", i ? "," : "", link->index);
		write_text(to, "ifname", link->name);
		if (strcmp(link->kind, "veth") != 0)
			write_text(to, "link", name_of(state, link->lower));
		write_text(to, "master", name_of(state, link->master));
		writer_printf(to, ",\"mtu\":%u", link->mtu);
		write_mac(to, "address", &link->mac);
		write_mac(to, "permaddr", &link->permanent_mac);
		write_info(state, link, to);
		writer_text(to, "}");
	}
	writer_text(to, "]\n");
}
