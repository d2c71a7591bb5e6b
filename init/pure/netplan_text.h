/* SPDX-License-Identifier: MIT */
/* What netplan.h is about, in words: resolv.conf(5), and lines for a person. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/writer.h"
#include "pure/failure.h"
#include "pure/lease.h"
#include "pure/net6.h"
#include "pure/netconf.h"
#include "pure/netplan.h"

enum {
	NETPLAN_RESOLV_CONF_MAX = 512,
	NETPLAN_TEXT_MAX = 256,
};

/* Who named DNS servers on one link; NULL: not this one. */
struct netplan_source {
	uint32_t index; /* of the link: an address of fe80::/10 is nothing without it */
	const struct lease *lease;
	const struct net6_message *lease6, *router;
};

/* resolv.conf(5) of @conf and of all sources, the best first.  Always fits
 * NETPLAN_RESOLV_CONF_MAX. */
void netplan_resolv_conf(struct writer *ret, const struct netconf *conf,
			 const struct netplan_source *sources, size_t n);

/* "10.0.2.15/24 by DHCP, gateway 10.0.2.2, dns 10.0.2.3" */
void netplan_describe(const struct lease *lease, char ret[static NETPLAN_TEXT_MAX]);

/* "192.0.2.10/24 2001:db8::10/64, gateway 203.0.113.1, dns 9.9.9.9": addresses and default
 * routes of the entry at @n; "" if it has none. */
void netplan_describe_entry(const struct netconf *conf, size_t n,
			    char ret[static NETPLAN_TEXT_MAX]);

/* "2001:db8::7 by DHCPv6, dns 2001:db8::53", "router fe80::1, dns ..." */
void netplan_describe6(const struct net6_message *message,
		       char ret[static NETPLAN_TEXT_MAX]);

/* "add the route 0.0.0.0/0 via 10.0.2.2" */
void netplan_describe_change(const struct netplan_change *change,
			     char ret[static NETPLAN_TEXT_MAX]);

/* Why there is no lease: no device, no carrier, or no answer. */
void netplan_explain(struct failure *ret, const struct netlink_link *const *links,
		     size_t n);
