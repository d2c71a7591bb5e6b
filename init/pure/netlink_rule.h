/* SPDX-License-Identifier: MIT */
/* Policy routing as values: which table is looked into for which packets, ip-rule(8). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/netlink_msg.h"

/* RTM_NEWRULE, RTM_DELRULE */
struct netlink_rule {
	uint8_t family;
	uint8_t src_len, dst_len; /* 0: any */
	uint32_t priority, table;
	struct netlink_ip src, dst;
	/* For marks, users, links and the like, or it does not look into a table: what is
	 * here does not say all. */
	bool asks_more;
};

/* True for those that every kernel begins with. */
bool netlink_rule_is_usual(const struct netlink_rule *rule);

/* Returns 0, -EBADMSG, or -ENOMSG as those of netlink_msg.h do. */
must_check int netlink_parse_rule(const struct netlink_msg *msg,
				  struct netlink_rule *ret);
