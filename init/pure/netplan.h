/* SPDX-License-Identifier: MIT */
/*
 * What to do with links and leases: which link is raised, which gets a DHCP client, which
 * addresses and routes follow from a lease, in which order, and why there is no network.
 * Whoever calls reads the clock and talks to the kernel.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/lease.h"
#include "pure/net6.h"
#include "pure/netconf.h"
#include "pure/netlink_msg.h"

enum {
	/* Routes of the first link that has a lease; each further link's are worse by one, so
	 * that the first one wins and no route replaces that of another link.  Better than
	 * what the kernel gives routes from router advertisements (1024). */
	NETPLAN_METRIC = 100,
	/* All that can be known of one link without DHCP.  The other plan, the routes of an
	 * old and a new lease and their addresses, is shorter. */
	NETPLAN_CHANGES_MAX = NETCONF_ADDRESSES_MAX + NETCONF_ROUTES_MAX,
	/* A lease that names neither router nor DNS server may be a stray server's: that
	 * long a better one is waited for. */
	NETPLAN_SETTLE_MS = 5000,
};

enum netplan_action {
	NETPLAN_NOTHING,
	NETPLAN_RAISE,     /* set IFF_UP */
	NETPLAN_ENSLAVE,   /* make it part of its bond */
	NETPLAN_CONFIGURE, /* it has a carrier: apply what is known without DHCP */
	NETPLAN_ASK,       /* it has a carrier: its clients are to run */
};

/* Who asks, and listens, on a link. */
enum netplan_client {
	NETPLAN_DHCP4,
	NETPLAN_DHCP6,
	NETPLAN_LISTENER, /* for router advertisements */
	NETPLAN_CLIENTS,  /* how many there are */
};

/* What is wanted of a link, and how far it is. */
struct netplan_link {
	bool is_named; /* a struct netconf_link is for it */
	uint8_t asks;  /* NETCONF_DHCP4 ...; a link that is neither is left alone */
	uint8_t router_flags; /* NET6_MANAGED ...: what the last advertisement had */
	bool has_link_local;  /* without it nobody is asked anything by IPv6 */
	bool is_made;         /* a VLAN or a bond of ours */
	bool is_member;       /* of the bond ... */
	uint32_t bond;        /* ... with this index; 0: it is not there yet */
	bool is_configured;
};

enum netplan_action netplan_next(const struct netlink_link *link,
				 const struct netplan_link *is);

/* The clients that are to run on a link with NETPLAN_ASK, as bits. */
unsigned int netplan_clients(const struct netplan_link *is);

/* True if DHCPv6 is asked for DNS servers alone. */
bool netplan_is_stateless(const struct netplan_link *is);

/* True for what may lead anywhere: Ethernet hardware that is no part of something else. */
bool netplan_is_wanted(const struct netlink_link *link);

/* True if the lease leads beyond its own link. */
bool netplan_is_useful(const struct lease *lease);

/* How long to wait before the @failures-th attempt in a row: 1, 2, 4 ... 30 s. */
uint64_t netplan_backoff_ms(unsigned int failures);

/* One request to the kernel.  Deleting what is gone already is no error. */
struct netplan_change {
	uint16_t
		type; /* RTM_NEWADDR, RTM_DELADDR: @address; RTM_NEWROUTE, RTM_DELROUTE */
	union {
		struct netlink_address address;
		struct netlink_route route;
	};
};

struct netplan {
	size_t n;
	struct netplan_change changes[NETPLAN_CHANGES_MAX];
};

/*
 * From @old to @new (either may be NULL: none) on a link, whose leases were the @rank-th
 * of the machine.  Only what differs is taken away, so that a renewal disturbs nobody.
 */
void netplan_change_lease(struct netplan *ret, uint32_t index, unsigned int rank,
			  const struct lease *old, const struct lease *new);

/*
 * What the entry at @n gives the link with the kernel's number @index: addresses, then the
 * routes, those first that others need.  A gateway outside the subnet is on the link.
 */
void netplan_configure(struct netplan *ret, const struct netconf *conf, size_t n,
		       uint32_t index);

/* The MTU to set, or 0 to leave it: setting the same one again resets some drivers. */
uint32_t netplan_mtu(const struct netlink_link *link, const struct lease *lease);

/* The address of a DHCPv6 lease, for RTM_NEWADDR. */
struct netlink_address netplan_address6(const struct net6_message *lease, uint32_t index);

/* The routes of a lease go from one rank to another, the address stays. */
void netplan_change_rank(struct netplan *ret, uint32_t index, const struct lease *lease,
			 unsigned int from, unsigned int to);
