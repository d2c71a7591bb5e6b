/* SPDX-License-Identifier: MIT */
/* The part of host_network.h that is about who the host was for its DHCP servers. */
#include "pure/host_network.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "pure/ip_text.h"
#include "pure/ipv4.h"
#include "pure/json.h"

enum {
	VALUE_MAX = 2 * NETCONF_CLIENT_ID_MAX + 1,
};

/* A longer identifier is none that a server can have been told. */
static void take_client_id(struct netconf_lease *lease, const char *text)
{
	size_t len = strlen(text) / 2;

	if (len <= sizeof(lease->client_id) &&
	    text_from_hex(text, strlen(text), lease->client_id, len) == 0)
		lease->client_id_len = (uint8_t)len;
}

static void take_address(struct netconf_lease *lease, const char *text)
{
	uint32_t address;

	if (ipv4_parse(text, strlen(text), &address) == 0 && ipv4_is_host(address))
		lease->address = address;
}

static void take_value(struct json *j, const char *key, struct netconf_lease *lease)
{
	char text[VALUE_MAX];

	if (!json_is_string(j)) {
		json_skip(j);
		return;
	}
	json_string(j, text, sizeof(text));
	if (strcmp(key, "mac") == 0 && ip_parse_mac(text, strlen(text), &lease->mac) < 0)
		lease->mac.len = 0;
	else if (strcmp(key, "client-id") == 0)
		take_client_id(lease, text);
	else if (strcmp(key, "address") == 0)
		take_address(lease, text);
}

int host_network_leases(struct netconf *c, const void *json, size_t len, size_t *ret_at)
{
	struct json j = json_over(json, len);
	char key[JSON_KEY_MAX];

	json_array(&j);
	while (json_element(&j)) {
		struct netconf_lease lease = { .address = 0 };

		json_object(&j);
		while (json_key(&j, key))
			take_value(&j, key, &lease);
		if (json_ok(&j) && lease.mac.len > 0 && c->n_leases < NETCONF_LEASES_MAX)
			c->leases[c->n_leases++] = lease;
	}
	*ret_at = json_at(&j);
	return json_end(&j) ? 0 : -EBADMSG;
}
