/* SPDX-License-Identifier: MIT */
/* The time of day: a machine whose battery is empty must not live in 1970. */
#pragma once

#include <stdint.h>

#include "base/attr.h"

/* Set the clock to @floor_s (Unix seconds) if it is behind.  Returns 1 if it was, 0, or
 * -errno.  Never moves it backwards. */
must_check int clock_raise_to(int64_t floor_s);
