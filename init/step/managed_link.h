/* SPDX-License-Identifier: MIT */
/* One link and its clients: raised, started, ended, and tried again later. */
#pragma once

#include <stdbool.h>

#include "base/deadline.h"
#include "pure/lease.h"
#include "pure/net6.h"
#include "pure/netplan.h"
#include "step/known_network.h"
#include "step/net_client.h"
#include "sys/netlink_sock.h"

struct managed_client {
	struct net_client process;
	bool has_begun;        /* it said its first word */
	bool is_stateless;     /* DHCPv6 */
	unsigned int failures; /* in a row */
	struct deadline retry;
};

struct managed_link {
	struct netlink_link link; /* index 0: this place is free */
	bool is_seen;             /* by the dump that is under way */
	struct netplan_link is;   /* what is wanted of it, and how far it is */
	const struct netconf_link *entry;
	struct managed_client clients[NETPLAN_CLIENTS];
	unsigned int failures; /* in a row, to raise it or to make it part of a bond */
	struct deadline retry;
	unsigned int rank; /* the order of the first leases, from 1; 0: never had one */
	bool has_lease, has_lease6, has_router;
	struct lease lease;
	struct net6_message lease6, router; /* what they said last */
	struct deadline router_dns;         /* after which its DNS servers are none */
	bool has_address6, has_route6;      /* which can be used; the kernel's word */
	bool was_address6, was_route6;      /* as of the look before */
};

/* The link is gone: end its clients and free its place. */
void managed_link_clear(struct managed_link *m);

/* What is due. */
enum netplan_action managed_link_next(const struct managed_link *m);

/* Do what is due, unless it is NETPLAN_CONFIGURE, and return when to look again. */
struct deadline managed_link_steer(struct managed_link *m,
				   const struct known_network *known,
				   struct netlink_sock *calls);

/* End a client, if it runs; steering starts another later. */
void managed_link_stop_client(struct managed_link *m, enum netplan_client which);
