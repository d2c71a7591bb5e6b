/* SPDX-License-Identifier: MIT */
/* How the host is on the network, for whoever comes after it. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"
#include "pure/network_json.h"

struct network_state {
	struct network_json has;
	struct netlink_link *links;
	struct netlink_address *addresses;
	struct netlink_route *routes;
	struct netlink_rule *rules;
	bool is_cut; /* there is more than we carry */
	size_t rules_left_out;
};

/* Ask the kernel.  Returns 0 or -errno. */
must_check int network_state_read(struct network_state *ret);
void network_state_free(struct network_state *s);

/* Say which addresses go along, and what cannot. */
void network_state_say(const struct network_state *s);
