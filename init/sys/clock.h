/* SPDX-License-Identifier: MIT */
/* The time of day: a machine whose battery is empty must not live in 1970. */
#pragma once

#include <stdint.h>

#include "base/attr.h"

enum {
	CLOCK_TEXT_SIZE = 64,
};

/* "2026-11-22 20:01:02 UTC" of Unix seconds; "" if no calendar has that. */
void clock_text(int64_t unix_s, char ret[static CLOCK_TEXT_SIZE]);

/* Set the clock to @floor_s (Unix seconds) if it is behind.  Returns 1 if it was, 0, or
 * -errno.  Never moves it backwards. */
must_check int clock_raise_to(int64_t floor_s);
