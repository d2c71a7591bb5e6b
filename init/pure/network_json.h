/* SPDX-License-Identifier: MIT */
/*
 * The host's addresses and routes in the words of `ip --json`, because that is what
 * nixos-images' restore_routes.py reads: addrs.json, routes-v4.json, routes-v6.json.
 * What those cannot say is in takeover/links.json.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/netlink_msg.h"
#include "pure/netlink_rule.h"

struct writer;

struct network_json {
	const struct netlink_link *links;
	size_t links_len;
	const struct netlink_address *addresses;
	size_t addresses_len;
	const struct netlink_route *routes;
	size_t routes_len;
	const struct netlink_rule *rules;
	size_t rules_len;
};

/* Room that is enough for any document, in bytes. */
size_t network_json_room(const struct network_json *state);

/* `ip --json address` */
void network_json_addresses(const struct network_json *state, struct writer *to);

/* `ip --json --details link`, as far as it says how links are made of others. */
void network_json_links(const struct network_json *state, struct writer *to);

/*
 * `ip -4 --json route`, `ip -6 --json route`: the main table.  Routes with several next
 * hops are left out: nothing that reads these files could say them.
 */
void network_json_routes(const struct network_json *state, uint8_t family,
			 struct writer *to);

/* True for a route that network_json_routes() writes. */
bool network_json_has_route(const struct netlink_route *route, uint8_t family);

/* `ip -4 --json rule`, `ip -6 --json rule`, without what every kernel begins with, and
 * `ip --json route show table all` of the tables that rules may name. */
void network_json_rules(const struct network_json *state, uint8_t family,
			struct writer *to);
void network_json_tables(const struct network_json *state, uint8_t family,
			 struct writer *to);

/* True for a route that network_json_tables() writes. */
bool network_json_has_table(const struct netlink_route *route, uint8_t family);
