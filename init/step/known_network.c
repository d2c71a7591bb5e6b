/* SPDX-License-Identifier: MIT */
#include "step/known_network.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "pure/host_network.h"
#include "step/link_setup.h"
#include "step/paths.h"
#include "sys/io.h"
#include "sys/log.h"

enum {
	FILE_MAX = 1 << 20, /* a thousand links and as many routes, as JSON */
	RESOLV_CONF_MAX = 4096,
};

/* --- the host's files ---------------------------------------------------------------------- */

static void free_bytes(uint8_t **bytes)
{
	free(*bytes);
}

/* @family 0: the addresses.  Returns 0, -ENOENT, or -EBADMSG after it said why. */
static int load_document(struct netconf *conf, const char *path, uint8_t family)
{
	cleanup_with(free_bytes) uint8_t *bytes = NULL;
	size_t len, at;
	int r = io_load_file(path, FILE_MAX, &bytes, &len);

	if (r == -ENOENT)
		return r;
	if (r < 0) {
		log_line("network: %s: %s; asking DHCP instead", path, strerror(-r));
		return -EBADMSG;
	}
	if (family)
		r = host_network_routes(conf, family, bytes, len, &at);
	else
		r = host_network_addresses(conf, bytes, len, &at);
	if (r < 0)
		log_line(
			"network: %s: not what ip(8) writes, at byte %zu; asking DHCP instead",
			path, at);
	return r;
}

static void load_resolv_conf(struct netconf *conf)
{
	char text[RESOLV_CONF_MAX];
	ssize_t len = io_read_file(PATH_HOST_RESOLV_CONF, text, sizeof(text));

	if (len > 0)
		netconf_parse_resolv_conf(conf, text, (size_t)len);
}

/* Returns 0, -ENOENT if the host left nothing, or -EBADMSG. */
static int load_host(struct netconf *conf)
{
	static const struct {
		const char *path;
		uint8_t family;
	} routes[] = { { "/routes-v4.json", AF_INET }, { "/routes-v6.json", AF_INET6 } };
	int r = load_document(conf, "/addrs.json", 0);

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(routes); i++) {
		r = load_document(conf, routes[i].path, routes[i].family);
		if (r == -ENOENT) /* no route of this family */
			r = 0;
	}
	if (r == 0)
		load_resolv_conf(conf);
	return r;
}

void known_network_load(struct known_network *ret)
{
	struct netconf *conf = &ret->conf;

	memset(ret, 0, sizeof(*ret));
	netconf_init(conf);
	if (load_host(conf) < 0)
		netconf_init(conf);
	if (conf->stacked[0])
		log_line(
			"network: the host's %s was on another link, as a VLAN is; that is "
			"not made again",
			conf->stacked);
	if (conf->is_cut)
		log_line(
			"network: the host had more addresses, routes or DNS servers than "
			"are taken over");
}

/* --- links ------------------------------------------------------------------------------- */

const struct netconf_link *known_network_claim(struct known_network *k,
					       const struct netlink_link *link,
					       struct netplan_link *is)
{
	const struct netconf_link *found = NULL;

	for (size_t i = 0; i < k->conf.n_links; i++) {
		const struct netconf_link *entry = &k->conf.links[i];

		if (k->holders[i] == 0 && netplan_is_wanted(link) &&
		    netconf_is_for(entry, link))
			k->holders[i] = link->index;
		if (k->holders[i] == link->index && (!found || entry->asks_dhcp))
			found = entry;
	}
	is->is_named = found != NULL;
	is->asks_dhcp = found ? found->asks_dhcp : k->conf.others_ask_dhcp;
	return found;
}

void known_network_release(struct known_network *k, uint32_t index)
{
	for (size_t i = 0; i < k->conf.n_links; i++)
		if (k->holders[i] == index)
			k->holders[i] = 0;
}

enum known_use known_network_apply(const struct known_network *k,
				   struct netlink_sock *calls,
				   const struct netlink_link *link)
{
	enum known_use use = KNOWN_NOTHING;
	char text[NETPLAN_TEXT_MAX];

	for (size_t i = 0; i < k->conf.n_links; i++) {
		if (k->holders[i] != link->index)
			continue;
		link_apply_entry(calls, link, &k->conf, i);
		netplan_describe_entry(&k->conf, i, text);
		if (text[0])
			log_line("network: %s: %s, as the host had it", link->name, text);
		if (!netconf_has_address(&k->conf, i, 0))
			continue;
		if (netconf_is_useful(&k->conf, i))
			use = KNOWN_USEFUL;
		else if (use == KNOWN_NOTHING)
			use = KNOWN_LOCAL;
	}
	return use;
}
