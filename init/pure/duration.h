/* SPDX-License-Identifier: MIT */
/* Durations as people write them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	SECOND_MS = 1000,
	MINUTE_MS = 60 * SECOND_MS,
	HOUR_MS = 60 * MINUTE_MS,
};

/* "90s", "15m", "6h"; a bare number counts in @unit_ms.  At most a month: anything longer
 * is a typing error.  Returns 0, -EINVAL or -ERANGE. */
must_check int duration_parse(const char *text, size_t len, uint64_t unit_ms,
			      uint64_t *ret_ms);
