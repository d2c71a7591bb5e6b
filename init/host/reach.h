/* SPDX-License-Identifier: MIT */
/* Would anybody reach a target that takes nothing of this host's over? */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

struct network_state;

/* @cmdline: stage two's, whose words about the network and about this count.  Returns 0, or
 * -EIO after it said why not. */
must_check int reach_from_host(const char *cmdline, const struct network_state *network,
			       bool has_keys);
