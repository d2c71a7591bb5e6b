/* SPDX-License-Identifier: MIT */
#include "host/network_state.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "base/writer.h"
#include "host/say.h"
#include "pure/netlink_made.h"
#include "pure/udhcpc_args.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/netlink_sock.h"

enum {
	/* A container host has hundreds of links, a router a million routes; what matters
	 * for reaching the machine comes first in the kernel's order. */
	ENTRIES_MAX = 1024,
	DUMP_TRIES = 3, /* the tables may change while they are read */
	SUMMARY_MAX = 512,
	CMDLINE_MAX = 4096, /* what is longer is no udhcpc */
};

/* --- reading ------------------------------------------------------------------------- */

static int append(void **list, size_t *len, const void *entry, size_t entry_bytes,
		  bool *is_cut)
{
	if (*len == ENTRIES_MAX) {
		*is_cut = true;
		return 0;
	}
	char *grown = realloc(*list, (*len + 1) * entry_bytes);

	if (!grown)
		return -ENOMEM;
	memcpy(grown + *len * entry_bytes, entry, entry_bytes);
	*list = grown;
	*len += 1;
	return 0;
}

static int visit_link(void *context, const struct netlink_msg *msg)
{
	struct network_state *s = context;
	struct netlink_link link;
	void *list = s->links;
	int r = netlink_parse_link(msg, &link);

	if (r == 0)
		r = netlink_parse_made(msg, &link);
	if (r < 0)
		return r == -ENOMSG ? 0 : r;
	r = append(&list, &s->has.links_len, &link, sizeof(link), &s->is_cut);
	s->links = list;
	return r;
}

static int visit_address(void *context, const struct netlink_msg *msg)
{
	struct network_state *s = context;
	struct netlink_address address;
	void *list = s->addresses;
	int r = netlink_parse_address(msg, &address);

	if (r < 0)
		return r == -ENOMSG ? 0 : r;
	r = append(&list, &s->has.addresses_len, &address, sizeof(address), &s->is_cut);
	s->addresses = list;
	return r;
}

/* Only what will be written: the local table and caches may be long. */
static int visit_route(void *context, const struct netlink_msg *msg)
{
	struct network_state *s = context;
	struct netlink_route route;
	void *list = s->routes;
	int r = netlink_parse_route(msg, &route);

	if (r < 0)
		return r == -ENOMSG ? 0 : r;
	if (!network_json_has_route(&route, route.family) &&
	    !network_json_has_table(&route, route.family)) {
		s->is_cut = s->is_cut ||
			    (route.has_more_hops && route.table == RT_TABLE_MAIN);
		return 0;
	}
	r = append(&list, &s->has.routes_len, &route, sizeof(route), &s->is_cut);
	s->routes = list;
	return r;
}

static int visit_rule(void *context, const struct netlink_msg *msg)
{
	struct network_state *s = context;
	struct netlink_rule rule;
	void *list = s->rules;
	int r = netlink_parse_rule(msg, &rule);

	if (r < 0 || netlink_rule_is_usual(&rule))
		return r == -ENOMSG ? 0 : r;
	if (rule.asks_more) {
		s->rules_left_out++;
		return 0;
	}
	r = append(&list, &s->has.rules_len, &rule, sizeof(rule), &s->is_cut);
	s->rules = list;
	return r;
}

static int read_once(struct network_state *s)
{
	static const struct {
		uint16_t get;
		netlink_visit_fn *visit;
	} dumps[] = {
		{ RTM_GETLINK, visit_link },
		{ RTM_GETADDR, visit_address },
		{ RTM_GETROUTE, visit_route },
		{ RTM_GETRULE, visit_rule },
	};
	struct netlink_sock sock;
	int r = netlink_open(&sock, 0);

	if (r < 0)
		return r;
	cleanup_fd int fd = sock.fd;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(dumps); i++) {
		struct netlink_request request;

		netlink_build_dump(&request, dumps[i].get, 0);
		r = netlink_dump(&sock, &request, dumps[i].visit, s);
		/* a kernel without policy routing has no rules */
		if (r == -EOPNOTSUPP && dumps[i].get == RTM_GETRULE)
			r = 0;
	}
	(void)fd;
	s->has.links = s->links;
	s->has.addresses = s->addresses;
	s->has.routes = s->routes;
	s->has.rules = s->rules;
	return r;
}

/* --- what is dynamic without saying so ------------------------------------------------ */

static void mark_asked_for(struct network_state *s, const char *cmdline, size_t len)
{
	for (size_t i = 0; i < s->has.links_len; i++) {
		if (s->links[i].flags & IFF_LOOPBACK ||
		    !udhcpc_args_are_for(cmdline, len, s->links[i].name))
			continue;
		for (size_t j = 0; j < s->has.addresses_len; j++)
			if (s->addresses[j].index == s->links[i].index &&
			    s->addresses[j].local.family == AF_INET)
				s->addresses[j].flags &= ~(uint32_t)IFA_F_PERMANENT;
	}
}

/* The scripts of busybox' client set addresses for ever.  Taken for a person's, they would be
 * carried over as such. */
static void look_for_clients(struct network_state *s)
{
	cleanup_dir DIR *processes = opendir("/proc");
	const struct dirent *entry;

	while (processes && (entry = readdir(processes))) {
		char path[PATH_MAX], words[CMDLINE_MAX];

		if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
			continue;
		(void)snprintf(path, sizeof(path), "/proc/%s/cmdline", entry->d_name);
		ssize_t len = io_read_file(path, words, sizeof(words));

		if (len > 0)
			mark_asked_for(s, words, (size_t)len);
	}
}

int network_state_read(struct network_state *ret)
{
	int r = -EINTR;

	for (int i = 0; r == -EINTR && i < DUMP_TRIES; i++) {
		struct network_state s = { 0 };

		r = read_once(&s);
		if (r == 0)
			*ret = s;
		else
			network_state_free(&s);
	}
	if (r == 0)
		look_for_clients(ret);
	return r;
}

void network_state_free(struct network_state *s)
{
	free(s->links);
	free(s->addresses);
	free(s->routes);
	free(s->rules);
	*s = (struct network_state){ 0 };
}

/* --- telling ------------------------------------------------------------------------- */

static const struct netlink_link *link_of(const struct network_state *s, uint32_t index)
{
	for (size_t i = 0; i < s->has.links_len; i++)
		if (s->links[i].index == index)
			return &s->links[i];
	return NULL;
}

/* What the installer restores: no loopback, no link-local address. */
static bool is_carried(const struct network_state *s, const struct netlink_address *a)
{
	const struct netlink_link *link = link_of(s, a->index);

	return link && !(link->flags & IFF_LOOPBACK) && a->scope == RT_SCOPE_UNIVERSE;
}

void network_state_say(const struct network_state *s)
{
	char summary[SUMMARY_MAX], ip[INET6_ADDRSTRLEN];
	struct writer to = writer_over(summary, sizeof(summary));
	size_t carried = 0;

	for (size_t i = 0; i < s->has.addresses_len; i++) {
		const struct netlink_address *a = &s->addresses[i];

		if (!is_carried(s, a) ||
		    !inet_ntop(a->local.family, a->local.bytes, ip, sizeof(ip)))
			continue;
		writer_printf(&to, "%s%s %s/%u%s", carried++ ? ", " : "",
			      link_of(s, a->index)->name, ip, a->prefix_len,
			      a->flags & IFA_F_PERMANENT ? "" : " (dynamic)");
	}
	if (carried == 0)
		say_lacks("network: no address to carry over; stage two will ask DHCP");
	else if (writer_ok(&to))
		say_ok("network: %s; %zu routes", summary, s->has.routes_len);
	else
		say_ok("network: %zu addresses, %zu routes", carried, s->has.routes_len);
	if (s->rules_left_out > 0)
		say_lacks(
			"network: %zu rules of policy routing go by more than addresses "
			"and are not carried over",
			s->rules_left_out);
	if (s->is_cut)
		say_lacks("network: routes with several next hops, and all behind the "
			  "first %d entries, are not carried over",
			  ENTRIES_MAX);
}
