/* SPDX-License-Identifier: MIT */
/* Where in physical memory the next kernel and what it is handed go. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/memory_map.h"

struct placement_need {
	uint64_t kernel_bytes; /* its init_size: what it needs from its load address on */
	uint64_t kernel_align; /* a power of two */
	uint64_t kernel_min;   /* the lowest address that it prefers */
	uint64_t initrd_bytes;
	uint64_t params_bytes;  /* zero page and what belongs to it */
	bool initrd_above_4gib; /* may it be there? */
};

struct placement {
	uint64_t kernel, initrd, params;
};

/*
 * Find room for all three in the RAM of @memory, whatever the running kernel keeps there.
 * Returns 0, -EINVAL, or -EADDRNOTAVAIL.
 */
must_check int placement_find(const struct memory_map *memory,
			      const struct placement_need *need, struct placement *ret);
