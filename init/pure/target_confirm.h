/* SPDX-License-Identifier: MIT */
/*
 * nixos.confirm=: words for a target with systemd 256 or later that make it reboot, which
 * brings the host back, unless somebody logs in over the network in time.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	TARGET_CONFIRM_SIZE = 1024,
};

/* Returns 0 or -ERANGE. */
must_check int target_confirm_build(uint64_t within_ms,
				    char ret[static TARGET_CONFIRM_SIZE]);
