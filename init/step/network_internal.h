/* SPDX-License-Identifier: MIT */
/* What the files of the network worker share: its links in network_links.c, who says what
 * about them in network_leases.c, its life in network.c. */
#pragma once

#include <stdbool.h>

#include "base/deadline.h"
#include "step/known_network.h"
#include "step/managed_link.h"
#include "step/stacked_links.h"
#include "sys/netlink_sock.h"

enum {
	NETWORK_LINKS_MAX =
		64, /* a server with four ports and all their virtual functions */
};

struct network {
	int report_fd;
	struct known_network known;
	struct stacked_links stacked;
	struct netlink_sock events, calls;
	struct managed_link links[NETWORK_LINKS_MAX];
	unsigned int n_ranks;
	bool is_ready;
	bool is_ipv6_stale;    /* addresses or routes changed since they were looked at */
	struct deadline ready; /* a lease that may be a stray one counts then */
	struct deadline explain, give_up;
};

/* --- network_links.c --- */

/* Open the sockets and look at all links.  Returns 0 or -errno. */
must_check int network_open(struct network *net);

/* Take what the kernel says of links, and look at IPv6 again if that changed. */
void network_receive_events(struct network *net);

/* Those that may lead anywhere, and those that are made for that. */
size_t network_list_wanted(const struct network *net,
			   const struct netlink_link *ret[NETWORK_LINKS_MAX]);

/* --- network_leases.c --- */

/* A link has a carrier: give it what is known of it. */
void network_configure(struct network *net, struct managed_link *m);

/* A client of the link has something to say. */
void network_listen(struct network *net, struct managed_link *m,
		    enum netplan_client which);

/* The kernel's word on the link's IPv6 has changed. */
void network_weigh_ipv6(struct network *net, struct managed_link *m);

/* The link lost what it had. */
void network_forget(struct network *net, const struct managed_link *was);

/* The way that was taken first leads nowhere: let another come first. */
void network_try_next_path(struct network *net);

/* DNS servers that a router named for a time are none behind it.  Returns when to look
 * again. */
struct deadline network_expire(struct network *net);
