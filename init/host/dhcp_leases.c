/* SPDX-License-Identifier: MIT */
#include "host/dhcp_leases.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/if_arp.h>

#include "base/text.h"
#include "base/writer.h"
#include "host/network_state.h"
#include "host/say.h"
#include "pure/dhcp_record.h"
#include "sys/io.h"

enum {
	LEASE_FILE_MAX = 1 << 20, /* dhclient appends for weeks */
};

/* How a client's file reads, and where it is: "%u" is the interface's number, "%s" its name. */
enum form {
	FORM_LINES_BY_INDEX,
	FORM_DHCLIENT,
	FORM_MESSAGE_BY_NAME,
};

static const struct place {
	enum form form;
	const char *before, *behind;
} places[] = {
	{ FORM_LINES_BY_INDEX, "/run/systemd/netif/leases/", "" },
	{ FORM_MESSAGE_BY_NAME, "/var/lib/dhcpcd/", ".lease" },
	{ FORM_MESSAGE_BY_NAME, "/var/lib/dhcpcd5/dhcpcd-", ".lease" },
	{ FORM_DHCLIENT, "/var/lib/dhcp/dhclient.", ".leases" },
	{ FORM_DHCLIENT, "/run/dhclient.", ".leases" },
	{ FORM_DHCLIENT, "/var/lib/dhclient/dhclient-", ".leases" },
};

static int parse(enum form form, const struct netlink_link *link, const uint8_t *bytes,
		 size_t len, struct dhcp_record *ret)
{
	switch (form) {
	case FORM_LINES_BY_INDEX:
		return dhcp_record_of_lines((const char *)bytes, len, ret);
	case FORM_DHCLIENT:
		return dhcp_record_of_dhclient((const char *)bytes, len, link->name, ret);
	case FORM_MESSAGE_BY_NAME:
	default:
		return dhcp_record_of_message(bytes, len, ret);
	}
}

static int read_place(const struct place *place, const struct netlink_link *link,
		      struct dhcp_record *ret)
{
	char path[PATH_MAX], index[16];
	uint8_t *bytes;
	size_t len;

	(void)snprintf(index, sizeof(index), "%u", link->index);
	(void)snprintf(path, sizeof(path), "%s%s%s", place->before,
		       place->form == FORM_LINES_BY_INDEX ? index : link->name,
		       place->behind);
	int r = io_load_file(path, LEASE_FILE_MAX, &bytes, &len);

	if (r < 0)
		return r;
	r = parse(place->form, link, bytes, len, ret);
	free(bytes);
	return r;
}

/* NetworkManager has the connection's UUID in the name: internal-UUID-eth0.lease. */
static int read_network_manager(const struct netlink_link *link, struct dhcp_record *ret)
{
	static const char folder[] = "/var/lib/NetworkManager";
	char end[NETLINK_NAME_MAX + 8];
	struct dirent **entries;
	int r = -ENOENT, len = scandir(folder, &entries, NULL, alphasort);

	(void)snprintf(end, sizeof(end), "-%s.lease", link->name);
	for (int i = 0; i < len; i++) {
		const char *name = entries[i]->d_name;
		char path[PATH_MAX];
		uint8_t *bytes;
		size_t bytes_len;

		(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
		if (r < 0 && text_starts_with(name, "internal-") &&
		    text_ends_with(name, end) &&
		    io_load_file(path, LEASE_FILE_MAX, &bytes, &bytes_len) == 0) {
			r = dhcp_record_of_lines((const char *)bytes, bytes_len, ret);
			free(bytes);
		}
		free(entries[i]);
	}
	if (len >= 0)
		free(entries);
	return r;
}

/* A lease of a link that has another address now is an old one. */
static bool is_in_use(const struct network_state *network, uint32_t index,
		      const struct dhcp_record *record)
{
	for (size_t i = 0; i < network->has.addresses_len; i++) {
		const struct netlink_address *a = &network->addresses[i];
		const uint8_t *b = a->local.bytes;

		if (a->index == index && netlink_ip_len(a->local.family) == 4 &&
		    ((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
		     b[3]) == record->address)
			return true;
	}
	return false;
}

static bool find(const struct network_state *network, const struct netlink_link *link,
		 struct dhcp_record *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (read_place(&places[i], link, ret) == 0 &&
		    is_in_use(network, link->index, ret))
			return true;
	return read_network_manager(link, ret) == 0 &&
	       is_in_use(network, link->index, ret);
}

static void write_record(const struct netlink_link *link,
			 const struct dhcp_record *record, struct writer *to)
{
	/* a bond gives its members its own; the hardware's is what stage two will see */
	const struct netlink_mac *mac =
		link->permanent_mac.len ? &link->permanent_mac : &link->mac;
	char id[2 * DHCP_RECORD_ID_MAX + 1];

	writer_printf(to, "%s{\"mac\":\"", to->len > 1 ? "," : "");
	for (size_t i = 0; i < mac->len; i++)
		writer_printf(to, "%s%02x", i ? ":" : "", mac->bytes[i]);
	writer_text(to, "\"");
	if (record->client_id_len > 0) {
		text_to_hex(record->client_id, record->client_id_len, id);
		writer_printf(to, ",\"client-id\":\"%s\"", id);
	}
	writer_printf(to, ",\"address\":\"%u.%u.%u.%u\"}", record->address >> 24,
		      record->address >> 16 & 255, record->address >> 8 & 255,
		      record->address & 255);
}

void dhcp_leases_write(const struct network_state *network, struct writer *to)
{
	writer_text(to, "[");
	for (size_t i = 0; i < network->has.links_len; i++) {
		const struct netlink_link *link = &network->links[i];
		struct dhcp_record record;

		if (link->type != ARPHRD_ETHER || link->mac.len == 0 ||
		    !find(network, link, &record))
			continue;
		write_record(link, &record, to);
		say_ok("dhcp: %s: its lease goes along%s", link->name,
		       record.client_id_len > 0 ? ", and as whom it was asked for" : "");
	}
	writer_text(to, "]\n");
}
