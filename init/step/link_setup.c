/* SPDX-License-Identifier: MIT */
#include "step/link_setup.h"

#include <errno.h>
#include <string.h>

#include <linux/rtnetlink.h>

#include "pure/netplan_text.h"
#include "step/paths.h"
#include "sys/io.h"
#include "sys/log.h"

static int make_change(struct netlink_sock *calls, const struct netplan_change *change)
{
	bool is_address = change->type == RTM_NEWADDR || change->type == RTM_DELADDR;
	bool is_removal = change->type == RTM_DELADDR || change->type == RTM_DELROUTE;
	struct netlink_request request;

	if (is_address)
		netlink_build_address(&request, change->type, &change->address);
	else
		netlink_build_route(&request, change->type, &change->route);
	int r = netlink_call(calls, &request);
	bool is_gone = r == -ESRCH || r == -EADDRNOTAVAIL || r == -ENODEV;

	return is_removal && is_gone ? 0 : r;
}

static void set_mtu(struct netlink_sock *calls, const struct netlink_link *link,
		    uint32_t mtu)
{
	struct netlink_link change = { .index = link->index, .mtu = mtu };
	struct netlink_request request;

	netlink_build_link(&request, &change, 0);
	int r = netlink_call(calls, &request);

	if (r < 0)
		log_line("network: %s: cannot set the MTU to %u: %s", link->name, mtu,
			 strerror(-r));
}

static void apply_plan(struct netlink_sock *calls, const struct netlink_link *link,
		       const struct netplan *plan)
{
	char text[NETPLAN_TEXT_MAX];

	for (size_t i = 0; i < plan->n; i++) {
		int r = make_change(calls, &plan->changes[i]);

		if (r == 0)
			continue;
		netplan_describe_change(&plan->changes[i], text);
		log_line("network: %s: cannot %s: %s", link->name, text, strerror(-r));
	}
}

void link_apply_lease(struct netlink_sock *calls, const struct netlink_link *link,
		      unsigned int rank, const struct lease *old, const struct lease *new)
{
	uint32_t mtu = new ? netplan_mtu(link, new) : 0;
	struct netplan plan;

	netplan_change_lease(&plan, link->index, rank, old, new);
	apply_plan(calls, link, &plan);
	if (mtu)
		set_mtu(calls, link, mtu);
}

void link_apply_entry(struct netlink_sock *calls, const struct netlink_link *link,
		      const struct netconf *conf, size_t n)
{
	uint32_t mtu = conf->links[n].mtu;
	struct netplan plan;

	/* first, as some drivers begin anew with it */
	if (mtu && mtu != link->mtu)
		set_mtu(calls, link, mtu);
	netplan_configure(&plan, conf, n, link->index);
	apply_plan(calls, link, &plan);
}

void link_apply_rules(struct netlink_sock *calls, const struct netconf *conf)
{
	struct netlink_request request;

	for (size_t i = 0; i < conf->n_rules; i++) {
		netlink_build_rule(&request, &conf->rules[i]);
		int r = netlink_call(calls, &request);

		if (r < 0 && r != -EEXIST)
			log_line("network: cannot add the rule for table %u: %s",
				 conf->rules[i].table, strerror(-r));
	}
}

void link_apply_lease6(struct netlink_sock *calls, const struct netlink_link *link,
		       const struct net6_message *old, const struct net6_message *new)
{
	bool is_kept = old && new &&new->has_address &&memcmp(old->address, new->address,
							      sizeof(old->address)) == 0;
	struct netplan plan = { .n = 0 };

	if (old && old->has_address && !is_kept)
		plan.changes[plan.n++] = (struct netplan_change){
			RTM_DELADDR, { .address = netplan_address6(old, link->index) }
		};
	if (new &&new->has_address)
		plan.changes[plan.n++] = (struct netplan_change){
			RTM_NEWADDR, { .address = netplan_address6(new, link->index) }
		};
	apply_plan(calls, link, &plan);
}

void link_change_rank(struct netlink_sock *calls, const struct netlink_link *link,
		      const struct lease *lease, unsigned int from, unsigned int to)
{
	struct netplan plan;

	netplan_change_rank(&plan, link->index, lease, from, to);
	apply_plan(calls, link, &plan);
}

void link_write_resolv_conf(const struct netconf *conf,
			    const struct netplan_source *sources, size_t n)
{
	static const char *const paths[] = { "/etc/resolv.conf",
					     PATH_NETROOT "/etc/resolv.conf" };
	char text[NETPLAN_RESOLV_CONF_MAX];
	struct writer w = writer_over(text, sizeof(text));

	netplan_resolv_conf(&w, conf, sources, n);
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		int r = io_replace_file(paths[i], text, w.len, 0644);

		if (r < 0)
			log_line("network: cannot write %s: %s", paths[i], strerror(-r));
	}
}
