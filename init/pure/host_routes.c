/* SPDX-License-Identifier: MIT */
/* The half of host_network.h that is about routes, and what the readers of both share. */
#include "pure/host_network.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

#include "base/text.h"
#include "pure/host_json.h"
#include "pure/ip_text.h"

enum {
	VALUE_MAX =
		64, /* an IPv6 address with its prefix length, and a name of a table */
};

/* --- values ------------------------------------------------------------------------------ */

bool host_json_is(struct json *j, const char *a, const char *b)
{
	char text[VALUE_MAX];

	json_string(j, text, sizeof(text));
	return strcmp(text, a) == 0 || strcmp(text, b) == 0;
}

void host_json_ip(struct json *j, struct netlink_ip *ret)
{
	char text[VALUE_MAX];

	json_string(j, text, sizeof(text));
	if (ip_parse(text, strlen(text), ret) < 0)
		json_refuse(j);
}

int host_json_end(struct json *j, size_t *ret_at)
{
	bool is_whole = json_end(j);

	*ret_at = json_at(j);
	return is_whole ? 0 : -EBADMSG;
}

size_t host_json_place(const struct netconf *c, const char *name)
{
	size_t n = 0;

	while (n < c->n_links && strcmp(c->links[n].name, name) != 0 &&
	       (!name[0] || strcmp(c->links[n].bridge, name) != 0))
		n++;
	return n;
}

/* By its number, or by the name of one that every machine has; another name is only the
 * host's, and reads as 0, as does what rules may not be about. */
static uint32_t take_table(struct json *j)
{
	char text[VALUE_MAX];
	uint64_t number = 0;

	json_string(j, text, sizeof(text));
	if (strcmp(text, "main") == 0)
		return RT_TABLE_MAIN;
	if (text_to_u64(text, strlen(text), UINT32_MAX, &number) < 0 ||
	    number == RT_TABLE_LOCAL)
		return 0;
	return (uint32_t)number;
}

/* --- routes ------------------------------------------------------------------------------ */

struct seen_route {
	struct netlink_route route;
	char dev[NETLINK_NAME_MAX];
	bool is_of_use, comes_again;
};

static void take_destination(struct json *j, struct netlink_route *route)
{
	char text[VALUE_MAX];

	json_string(j, text, sizeof(text));
	if (strcmp(text, "default") == 0)
		return;
	if (ip_parse_prefix(text, strlen(text), &route->dst, &route->dst_len) < 0 ||
	    route->dst.family != route->family)
		json_refuse(j);
	ip_mask(&route->dst, route->dst_len);
}

/* {"family":"inet6","host":"fe80::1"} */
static void take_via(struct json *j, struct netlink_ip *ret)
{
	char key[JSON_KEY_MAX];

	json_object(j);
	while (json_key(j, key))
		if (strcmp(key, "host") == 0)
			host_json_ip(j, ret);
		else
			json_skip(j);
}

static void take_route_flags(struct json *j, struct netlink_route *route)
{
	json_array(j);
	while (json_element(j))
		if (host_json_is(j, "onlink", "pervasive"))
			route->flags |= RTNH_F_ONLINK;
}

/* What the main table gets of these, it gets by itself; no other does. */
static bool take_comes_again(struct json *j)
{
	char text[VALUE_MAX];

	json_string(j, text, sizeof(text));
	return strcmp(text, "kernel") == 0 || strcmp(text, "dhcp") == 0 ||
	       strcmp(text, "ra") == 0 || strcmp(text, "redirect") == 0;
}

static void take_route_value(struct json *j, const char *key, struct seen_route *r)
{
	if (strcmp(key, "dst") == 0)
		take_destination(j, &r->route);
	else if (strcmp(key, "gateway") == 0)
		host_json_ip(j, &r->route.gateway);
	else if (strcmp(key, "via") == 0)
		take_via(j, &r->route.gateway);
	else if (strcmp(key, "dev") == 0)
		json_string(j, r->dev, sizeof(r->dev));
	else if (strcmp(key, "prefsrc") == 0)
		host_json_ip(j, &r->route.prefsrc);
	else if (strcmp(key, "metric") == 0)
		r->route.metric = json_u32(j);
	else if (strcmp(key, "flags") == 0)
		take_route_flags(j, &r->route);
	else if (strcmp(key, "type") == 0)
		r->is_of_use = host_json_is(j, "unicast", "unicast") && r->is_of_use;
	else if (strcmp(key, "protocol") == 0)
		r->comes_again = take_comes_again(j);
	else if (strcmp(key, "table") == 0) {
		r->route.table = take_table(j);
		r->is_of_use = r->route.table != 0 && r->is_of_use;
	} else if (strcmp(key, "nexthops") == 0) {
		r->is_of_use = false;
		json_skip(j);
	} else
		json_skip(j);
}

static void keep_route(struct netconf *c, struct seen_route *r)
{
	bool has_source = false;
	size_t n = host_json_place(c, r->dev);

	if (!r->is_of_use || n == c->n_links)
		return;
	if (r->route.table == RT_TABLE_MAIN &&
	    (r->comes_again || !netconf_has_address(c, n, r->route.family)))
		return;
	/* the kernel takes no route from an address that is not there */
	for (size_t i = 0; i < c->n_addresses; i++)
		has_source = has_source ||
			     (c->addresses[i].index == n &&
			      ip_equal(&c->addresses[i].local, &r->route.prefsrc));
	if (!has_source)
		r->route.prefsrc = (struct netlink_ip){ 0 };
	r->route.index = (uint32_t)n;
	netconf_add_route(c, &r->route);
}

int host_network_routes(struct netconf *c, uint8_t family, const void *json, size_t len,
			size_t *ret_at)
{
	struct json j = json_over(json, len);
	char key[JSON_KEY_MAX];

	json_array(&j);
	while (json_element(&j)) {
		struct seen_route seen = { .route = { .family = family,
						      .table = RT_TABLE_MAIN },
					   .is_of_use = true };

		json_object(&j);
		while (json_key(&j, key))
			take_route_value(&j, key, &seen);
		if (json_ok(&j))
			keep_route(c, &seen);
	}
	return host_json_end(&j, ret_at);
}

/* --- rules ------------------------------------------------------------------------------- */

static uint8_t take_len(struct json *j, uint8_t family)
{
	uint32_t len = json_u32(j);

	if (len > 8U * netlink_ip_len(family))
		json_refuse(j);
	return (uint8_t)len;
}

/* Returns the length of what is a single address, unless another word says less. */
static uint8_t take_selector(struct json *j, uint8_t family, struct netlink_ip *ret)
{
	char text[VALUE_MAX];

	json_string(j, text, sizeof(text));
	if (strcmp(text, "all") == 0)
		return 0;
	if (ip_parse(text, strlen(text), ret) < 0 || ret->family != family)
		json_refuse(j);
	return (uint8_t)(8 * netlink_ip_len(family));
}

static void take_rule_value(struct json *j, const char *key, struct netlink_rule *rule)
{
	if (strcmp(key, "priority") == 0)
		rule->priority = json_u32(j);
	else if (strcmp(key, "src") == 0)
		rule->src_len = take_selector(j, rule->family, &rule->src);
	else if (strcmp(key, "srclen") == 0)
		rule->src_len = take_len(j, rule->family);
	else if (strcmp(key, "dst") == 0)
		rule->dst_len = take_selector(j, rule->family, &rule->dst);
	else if (strcmp(key, "dstlen") == 0)
		rule->dst_len = take_len(j, rule->family);
	else if (strcmp(key, "table") == 0)
		rule->table = take_table(j);
	else {
		rule->asks_more = strcmp(key, "protocol") != 0 || rule->asks_more;
		json_skip(j);
	}
}

int host_network_rules(struct netconf *c, uint8_t family, const void *json, size_t len,
		       size_t *ret_at)
{
	struct json j = json_over(json, len);
	char key[JSON_KEY_MAX];

	json_array(&j);
	while (json_element(&j)) {
		struct netlink_rule rule = { .family = family };

		json_object(&j);
		while (json_key(&j, key))
			take_rule_value(&j, key, &rule);
		if ((rule.src_len > 0 && !rule.src.family) ||
		    (rule.dst_len > 0 && !rule.dst.family))
			json_refuse(&j);
		if (!json_ok(&j) || rule.asks_more || rule.table == 0 ||
		    netlink_rule_is_usual(&rule))
			continue;
		if (c->n_rules == NETCONF_RULES_MAX)
			c->is_cut = true;
		else
			c->rules[c->n_rules++] = rule;
	}
	return host_json_end(&j, ret_at);
}
