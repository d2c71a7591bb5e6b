/* SPDX-License-Identifier: MIT */
/* What can be known before anything happens: may this system start another kernel? */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

struct failure;

/* Say one line a question.  Returns true if nothing stands against it. */
bool check_host(void);

/*
 * Is there memory for an initrd of @initrd_bytes, of which @held_bytes are here already,
 * and in stage two for the image in it (0: none)?  Says so if not.
 */
bool check_memory(uint64_t kernel_bytes, uint64_t initrd_bytes, uint64_t held_bytes,
		  uint64_t image_bytes);

/* Could this system itself load a target of @bytes, as it is now?  The second says so if
 * not. */
bool check_fits_directly(uint64_t bytes, struct failure *why);
bool check_direct_memory(uint64_t bytes);
