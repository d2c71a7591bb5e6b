/* SPDX-License-Identifier: MIT */
/* What is known of the network before anybody is asked, and which links it is for. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "pure/netconf.h"
#include "pure/netplan.h"
#include "sys/netlink_sock.h"

struct known_network {
	struct netconf conf;
	/* for each entry, the kernel's number of the link that has it; 0: not here yet */
	uint32_t holders[NETCONF_LINKS_MAX];
};

/* Read what the host left in the initramfs; what is not understood is said and left. */
void known_network_load(struct known_network *ret);

/*
 * A link is here, or changed: let it have the entries that are for it and that no other
 * link has.  Sets what @is wants of it.  Returns an entry, the one for DHCP if there is
 * one; NULL if there is none.
 */
const struct netconf_link *known_network_claim(struct known_network *k,
					       const struct netlink_link *link,
					       struct netplan_link *is);

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
