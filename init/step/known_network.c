/* SPDX-License-Identifier: MIT */
#include "step/known_network.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "pure/host_network.h"
#include "pure/netplan_text.h"
#include "step/link_setup.h"
#include "step/paths.h"
#include "sys/io.h"
#include "sys/log.h"

enum {
	FILE_MAX = 1 << 20, /* a thousand links and as many routes, as JSON */
	RESOLV_CONF_MAX = 4096,
};

/* --- the host's files ---------------------------------------------------------------------- */

typedef int read_fn(struct netconf *conf, const void *json, size_t len, size_t *ret_at);

static int read_routes4(struct netconf *conf, const void *json, size_t len,
			size_t *ret_at)
{
	return host_network_routes(conf, AF_INET, json, len, ret_at);
}

static int read_routes6(struct netconf *conf, const void *json, size_t len,
			size_t *ret_at)
{
	return host_network_routes(conf, AF_INET6, json, len, ret_at);
}

static int read_rules4(struct netconf *conf, const void *json, size_t len, size_t *ret_at)
{
	return host_network_rules(conf, AF_INET, json, len, ret_at);
}

static int read_rules6(struct netconf *conf, const void *json, size_t len, size_t *ret_at)
{
	return host_network_rules(conf, AF_INET6, json, len, ret_at);
}

static const struct document {
	const char *path;
	read_fn *read;
	bool is_needed;
} documents[] = {
	{ PATH_HOST_LINKS, host_network_links, false },
	{ "/addrs.json", host_network_addresses, true },
	{ "/routes-v4.json", read_routes4, false },
	{ "/routes-v6.json", read_routes6, false },
	{ PATH_HOST_POLICY "/tables-v4.json", read_routes4, false },
	{ PATH_HOST_POLICY "/tables-v6.json", read_routes6, false },
	{ PATH_HOST_POLICY "/rules-v4.json", read_rules4, false },
	{ PATH_HOST_POLICY "/rules-v6.json", read_rules6, false },
};

static const struct document leases = { PATH_HOST_LEASES, host_network_leases, false };

/* Returns 0, -ENOENT, or -EBADMSG after it said why. */
static int load_document(struct netconf *conf, const struct document *d)
{
	cleanup_with(io_free) uint8_t *bytes = NULL;
	size_t len, at;
	int r = io_load_file(d->path, FILE_MAX, &bytes, &len);

	if (r == -ENOENT)
		return d->is_needed ? r : 0;
	if (r < 0) {
		log_line("network: %s: %s; asking DHCP instead", d->path, strerror(-r));
		return -EBADMSG;
	}
	r = d->read(conf, bytes, len, &at);
	if (r < 0)
		log_line(
			"network: %s: not what ip(8) writes, at byte %zu; asking DHCP instead",
			d->path, at);
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
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(documents); i++)
		r = load_document(conf, &documents[i]);
	if (r == 0)
		load_resolv_conf(conf);
	return r;
}

static void say_what_is_left_out(const struct netconf *conf,
				 const struct net_param *param)
{
	if (param->has_ignored)
		log_trace("network: ip=: server and time server are of no use here");
	if (conf->stacked[0])
		log_line(
			"network: the host's %s was made of other links, as a tunnel is; that "
			"is not made again",
			conf->stacked);
	if (conf->is_cut)
		log_line("network: there are more addresses, routes or DNS servers than "
			 "are taken");
}

void known_network_load(struct known_network *ret, const struct net_param *param)
{
	struct netconf *conf = &ret->conf;
	struct failure why;

	memset(ret, 0, sizeof(*ret));
	netconf_init(conf);
	if (param->n_ip == 0 && load_host(conf) < 0)
		netconf_init(conf);
	/* config_check() has tried the words; here, what the host left is in the way */
	if (net_param_resolve(param, conf, &why) < 0)
		log_line("%s network: %s: %s", failure_name(why.code), why.object,
			 why.why);
	/* who the machine is does not depend on who says how it is to ask */
	if (load_document(conf, &leases) < 0)
		conf->n_leases = 0;
	say_what_is_left_out(conf, param);
}

/* --- links ------------------------------------------------------------------------------- */

static bool is_for(const struct netconf_link *entry, const struct netlink_link *link)
{
	return (netplan_is_wanted(link) || entry->kind != NETCONF_HARDWARE ||
		entry->master > 0) &&
	       netconf_is_for(entry, link);
}

bool known_network_wants(const struct known_network *k, const struct netlink_link *link)
{
	if (netplan_is_wanted(link))
		return true;
	for (size_t i = 0; i < k->conf.n_links; i++)
		if (is_for(&k->conf.links[i], link))
			return true;
	return false;
}

const struct netconf_link *known_network_claim(struct known_network *k,
					       const struct netlink_link *link,
					       struct netplan_link *is)
{
	const struct netconf_link *found = NULL;

	for (size_t i = 0; i < k->conf.n_links; i++) {
		const struct netconf_link *entry = &k->conf.links[i];

		if (k->holders[i] == 0 && is_for(entry, link))
			k->holders[i] = link->index;
		if (k->holders[i] == link->index && (!found || entry->asks))
			found = entry;
	}
	is->is_named = found != NULL;
	found = found ? found : &k->conf.others;
	is->asks = found->asks;
	is->is_made = found->kind != NETCONF_HARDWARE;
	is->is_member = found->master > 0;
	is->bond = is->is_member ? k->holders[found->master - 1] : 0;
	return found;
}

static bool has_unplaced(const struct known_network *k)
{
	for (size_t i = 0; i < k->conf.n_links; i++)
		if (k->holders[i] == 0 && netconf_is_for_any(&k->conf.links[i]))
			return true;
	return false;
}

bool known_network_place(struct known_network *k, const struct netlink_link *const *links,
			 size_t n)
{
	if (n != 1 || !has_unplaced(k))
		return false;
	for (size_t i = 0; i < k->conf.n_links; i++)
		if (netconf_is_for_any(&k->conf.links[i]))
			k->holders[i] = links[0]->index;
	return true;
}

/* The name, or the MAC, of a link that is not here. */
static void write_missing(const struct known_network *k, struct writer *to)
{
	size_t i = 0;

	while (i < k->conf.n_links && k->holders[i] != 0)
		i++;
	if (i == k->conf.n_links)
		return;
	const struct netconf_link *entry = &k->conf.links[i];

	for (size_t b = 0; b < entry->mac.len; b++)
		writer_printf(to, "%s%02x", b ? ":" : "", entry->mac.bytes[b]);
	if (entry->mac.len == 0)
		writer_text(to, entry->name);
}

static bool is_ours(const struct known_network *k, const struct netlink_link *link)
{
	for (size_t i = 0; i < k->conf.n_links; i++)
		if (k->holders[i] == link->index)
			return true;
	return k->conf.others.asks != 0;
}

void known_network_explain(const struct known_network *k,
			   const struct netlink_link *const *links, size_t n,
			   struct failure *ret)
{
	char names[FAILURE_OBJECT_MAX], missing[FAILURE_OBJECT_MAX];
	struct writer to = writer_over(names, sizeof(names));
	struct writer name = writer_over(missing, sizeof(missing));
	size_t n_ours = 0;

	write_missing(k, &name);
	for (size_t i = 0; i < n; i++) {
		writer_printf(&to, "%s%s", i ? " " : "", links[i]->name);
		n_ours += is_ours(k, links[i]);
	}
	if (n > 1 && has_unplaced(k))
		(void)failure_set(ret, FAILURE_CONFIG_VALUE,
				  "ip=", "names no device, and there are %s", names);
	else if (n > 0 && n_ours == 0)
		(void)failure_set(
			ret, FAILURE_NET_NO_DEVICE, missing[0] ? missing : "ip=off",
			"that is all that ip= names, and there are only %s", names);
	else
		netplan_explain(ret, links, n);
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
			log_line("network: %s: %s, %s", link->name, text, k->conf.origin);
		if (!netconf_has_address(&k->conf, i, 0))
			continue;
		if (netconf_is_useful(&k->conf, i))
			use = KNOWN_USEFUL;
		else if (use == KNOWN_NOTHING)
			use = KNOWN_LOCAL;
	}
	return use;
}

void known_network_apply_rules(const struct known_network *k, struct netlink_sock *calls)
{
	if (k->conf.n_rules == 0)
		return;
	link_apply_rules(calls, &k->conf);
	log_line("network: %u rules of policy routing, %s", k->conf.n_rules,
		 k->conf.origin);
}
