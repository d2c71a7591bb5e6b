/* SPDX-License-Identifier: MIT */
/* Chance. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

/* Never blocks: early in a boot the kernel may have no entropy yet. */
uint32_t random_u32(void);

/* For the random number generator of the next kernel.  Returns 0, or -EAGAIN: see above. */
must_check int random_seed(void *ret, size_t len);
