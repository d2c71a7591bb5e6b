/* SPDX-License-Identifier: MIT */
/* What is known of the network before anybody is asked, and which links it is for. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "pure/net_param.h"
#include "pure/netconf.h"
#include "pure/netplan.h"
#include "sys/netlink_sock.h"

struct known_network {
	struct netconf conf;
	/* for each entry, the kernel's number of the link that has it; 0: not here yet */
	uint32_t holders[NETCONF_LINKS_MAX];
};

/* Of the command line; without ip= there, of what the host left in the initramfs.  What
 * is not understood of that is said and left. */
void known_network_load(struct known_network *ret, const struct net_param *param);

/* True for a link that may lead anywhere, or is known. */
bool known_network_wants(const struct known_network *k, const struct netlink_link *link);

/*
 * A link is here, or changed: let it have the entries that are for it and that no other
 * link has.  Sets what @is wants of it.  Returns the entry that says how DHCP is asked.
 */
const struct netconf_link *known_network_claim(struct known_network *k,
					       const struct netlink_link *link,
					       struct netplan_link *is);

/* An entry that names no link is for the only one: true if it just got its link.  @links
 * are those that may lead anywhere (netplan_is_wanted()), here and below. */
bool known_network_place(struct known_network *k, const struct netlink_link *const *links,
			 size_t n);

/* Why there is no network: also, what is known and fits no link. */
void known_network_explain(const struct known_network *k,
			   const struct netlink_link *const *links, size_t n,
			   struct failure *ret);

/* The link is gone. */
void known_network_release(struct known_network *k, uint32_t index);

enum known_use {
	KNOWN_NOTHING, /* no address */
	KNOWN_LOCAL,   /* an address */
	KNOWN_USEFUL,  /* an address, and a route beyond the link */
};

/* Apply all entries of a link that has a carrier.  Says what it got. */
enum known_use known_network_apply(const struct known_network *k,
				   struct netlink_sock *calls,
				   const struct netlink_link *link);

/* Policy routing, which is no link's.  Says what there is. */
void known_network_apply_rules(const struct known_network *k, struct netlink_sock *calls);
