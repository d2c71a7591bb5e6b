/* SPDX-License-Identifier: MIT */
/* What stands between a machine and its source, one line each: found out by whoever calls. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/writer.h"
#include "pure/fetch_msg.h"
#include "pure/netlink_msg.h"

enum {
	NETWORK_CHECK_LINE_MAX = 256,
};

/* "[ok] carrier eth0", "[--] carrier eth0: check cable and switch port".  @why counts only
 * where it is not. */
void network_check_line(char ret[static NETWORK_CHECK_LINE_MAX], bool is_ok,
			const char *what, const char *name, const char *why);

/* What an attempt to fetch says of the name service: false if that is why it failed. */
bool network_check_resolves(const struct fetch_msg *end);

/* And of the source: an answer is one, whatever it says. */
bool network_check_answers(const struct fetch_msg *end);
