/* SPDX-License-Identifier: MIT */
/* One link and its DHCP client: raised, started, ended, and tried again later. */
#pragma once

#include <stdbool.h>

#include "base/deadline.h"
#include "pure/lease.h"
#include "pure/netplan.h"
#include "step/dhcp_client.h"
#include "sys/netlink_sock.h"

struct managed_link {
	struct netlink_link link; /* index 0: this place is free */
	bool is_seen;             /* by the dump that is under way */
	struct netplan_link is;   /* what is wanted of it; has_client is not kept */
	const struct netconf_link *entry; /* how DHCP is asked */
	struct dhcp_client client;
	bool has_begun;        /* the client said its first word */
	unsigned int failures; /* in a row, of this link or its client */
	struct deadline retry;
	unsigned int rank; /* the order of the first leases, from 1; 0: never had one */
	bool has_lease;
	struct lease lease;
};

/* The link is gone: end its client and free its place. */
void managed_link_clear(struct managed_link *m);

/* What is due. */
enum netplan_action managed_link_next(const struct managed_link *m);

/* Do what is due, unless it is NETPLAN_CONFIGURE, and return when to look again. */
struct deadline managed_link_steer(struct managed_link *m, struct netlink_sock *calls);

/* End its client, if it has one; steering starts another later. */
void managed_link_stop_client(struct managed_link *m);
