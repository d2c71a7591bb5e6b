/* SPDX-License-Identifier: MIT */
/* How a link is made of others: what only who writes it down needs to know. */
#pragma once

#include "base/attr.h"
#include "pure/netlink_msg.h"

/* The rest of what netlink_parse_link() fills in.  Returns 0 or -EBADMSG. */
must_check int netlink_parse_made(const struct netlink_msg *msg,
				  struct netlink_link *link);
