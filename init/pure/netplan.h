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
#include "base/writer.h"
#include "pure/failure.h"
#include "pure/lease.h"
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
	NETPLAN_RESOLV_CONF_MAX = 512,
	NETPLAN_TEXT_MAX = 256,
	/* A lease that names neither router nor DNS server may be a stray server's: that
	 * long a better one is waited for. */
	NETPLAN_SETTLE_MS = 5000,
};

enum netplan_action {
	NETPLAN_NOTHING,
	NETPLAN_RAISE,        /* set IFF_UP */
	NETPLAN_CONFIGURE,    /* it has a carrier: apply what is known without DHCP */
	NETPLAN_START_CLIENT, /* it has a carrier: ask DHCP */
};

/* What is wanted of a link, and how far it is. */
struct netplan_link {
	bool is_named;  /* a struct netconf_link is for it */
	bool asks_dhcp; /* a link that is neither is left alone */
	bool is_configured, has_client;
};

enum netplan_action netplan_next(const struct netlink_link *link,
				 const struct netplan_link *is);

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

/* resolv.conf(5) of @conf and of all leases, the best first.  Always fits
 * NETPLAN_RESOLV_CONF_MAX. */
void netplan_resolv_conf(struct writer *ret, const struct netconf *conf,
			 const struct lease *const *leases, size_t n);

/* "10.0.2.15/24 by DHCP, gateway 10.0.2.2, dns 10.0.2.3" */
void netplan_describe(const struct lease *lease, char ret[static NETPLAN_TEXT_MAX]);

/* "192.0.2.10/24 2001:db8::10/64, gateway 203.0.113.1, dns 9.9.9.9": addresses and default
 * routes of the entry at @n; "" if it has none. */
void netplan_describe_entry(const struct netconf *conf, size_t n,
			    char ret[static NETPLAN_TEXT_MAX]);

/* "add the route 0.0.0.0/0 via 10.0.2.2" */
void netplan_describe_change(const struct netplan_change *change,
			     char ret[static NETPLAN_TEXT_MAX]);

/* Why there is no lease: no device, no carrier, or no answer. */
void netplan_explain(struct failure *ret, const struct netlink_link *const *links,
		     size_t n);
