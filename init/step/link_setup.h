/* SPDX-License-Identifier: MIT */
/* What a link is to have becomes addresses, routes, an MTU, and resolv.conf. */
#pragma once

#include <stddef.h>

#include "pure/lease.h"
#include "pure/netconf.h"
#include "pure/netplan_text.h"
#include "sys/netlink_sock.h"

/*
 * Go from @old to @new (either may be NULL) on a link, as netplan_change_lease() has it.
 * What the kernel refuses is logged and left out: the rest may well suffice.
 */
void link_apply_lease(struct netlink_sock *calls, const struct netlink_link *link,
		      unsigned int rank, const struct lease *old,
		      const struct lease *new);

/* Give a link what the entry at @n has, as netplan_configure() has it.  The same holds. */
void link_apply_entry(struct netlink_sock *calls, const struct netlink_link *link,
		      const struct netconf *conf, size_t n);

/* The same of a lease of DHCPv6, which may have an address. */
void link_apply_lease6(struct netlink_sock *calls, const struct netlink_link *link,
		       const struct net6_message *old, const struct net6_message *new);

/* Rules of policy routing, beside those that are there.  The same holds. */
void link_apply_rules(struct netlink_sock *calls, const struct netconf *conf);

/* Its lease stays, but its routes were the @from-th of the machine and become the @to-th. */
void link_change_rank(struct netlink_sock *calls, const struct netlink_link *link,
		      const struct lease *lease, unsigned int from, unsigned int to);

/* The DNS servers of @conf and of all sources, the best first: for stage two itself, and
 * for `fetch`, whose root folder is another. */
void link_write_resolv_conf(const struct netconf *conf,
			    const struct netplan_source *sources, size_t n);
