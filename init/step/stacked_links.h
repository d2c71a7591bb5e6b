/* SPDX-License-Identifier: MIT */
/* Links that are made of others: bonds and VLANs, as somebody knows them. */
#pragma once

#include "base/attr.h"
#include "base/deadline.h"
#include "step/known_network.h"
#include "sys/netlink_sock.h"

struct stacked_links {
	struct deadline retry[NETCONF_LINKS_MAX];
	unsigned int failures[NETCONF_LINKS_MAX]; /* in a row */
};

/* Make those that are not there, as far as what they are made of is.  The kernel then says
 * that they are.  Returns when to look again. */
struct deadline stacked_links_make(struct stacked_links *s, const struct known_network *k,
				   struct netlink_sock *calls);

/* Make @link part of the bond that its entry says.  Returns 0 or -errno. */
must_check int stacked_links_join(const struct known_network *k,
				  struct netlink_sock *calls,
				  const struct netlink_link *link,
				  const struct netconf_link *entry);
