/* SPDX-License-Identifier: MIT */
/* The state archive: what this one machine hands over, in nixos-images' names. */
#pragma once

#include <stddef.h>

#include "base/attr.h"

struct archive;
struct network_state;

/* Add it to the segment that has begun, and say what goes along; *ret_keys may log
 * in there.  Returns 0, or -EIO after it said why. */
must_check int state_add(const struct network_state *network, struct archive *a,
			 size_t *ret_keys);
