/* SPDX-License-Identifier: MIT */
/*
 * x86 page tables in which every address is its own: what the trampoline runs on while the
 * kernel that made the running ones is overwritten.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	IDENTITY_MAP_DIRECTORIES_MAX =
		16, /* 1 GiB each: 4 of RAM, firmware has the rest */
	/* the roots for five and for four levels, what both share, the directories */
	IDENTITY_MAP_BYTES = (3 + IDENTITY_MAP_DIRECTORIES_MAX) * 4096,
	IDENTITY_MAP_LEVEL5 = 0,
	IDENTITY_MAP_LEVEL4 = 4096,
};

struct identity_map {
	uint8_t *bytes;
	uint64_t at; /* the physical address at which they will lie */
	size_t directories;
};

/* Tables in @bytes, IDENTITY_MAP_BYTES of them, that show nothing yet. */
void identity_map_begin(struct identity_map *map, uint8_t *bytes, uint64_t at);

/*
 * Show [start, end) and what shares a large page with it.  Show only memory: a CPU may read
 * ahead in whatever is mapped.  Returns 0, or -ERANGE: above 512 GiB, or too scattered.
 */
must_check int identity_map_add(struct identity_map *map, uint64_t start, uint64_t end);
