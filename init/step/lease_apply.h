/* SPDX-License-Identifier: MIT */
/* A lease becomes an address, routes, an MTU, and resolv.conf. */
#pragma once

#include <stddef.h>

#include "pure/lease.h"
#include "sys/netlink_sock.h"

/*
 * Go from @old to @new (either may be NULL) on a link, as netplan_change_lease() has it.
 * What the kernel refuses is logged and left out: the rest may well suffice.
 */
void lease_apply(struct netlink_sock *calls, const struct netlink_link *link,
		 unsigned int rank, const struct lease *old, const struct lease *new);

/* The DNS servers of all leases, the best first: for stage two itself, and for `fetch`,
 * whose root folder is another. */
void lease_apply_resolv_conf(const struct lease *const *leases, size_t n);
