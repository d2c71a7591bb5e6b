/* SPDX-License-Identifier: MIT */
/* The machine's physical memory: what is where, as firmware or the running kernel say. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

/* Types as the boot protocol numbers them (e820). */
enum memory_type {
	MEMORY_UNKNOWN = 0,
	MEMORY_RAM = 1,
	MEMORY_RESERVED = 2,
	MEMORY_ACPI = 3,
	MEMORY_NVS = 4,
	MEMORY_UNUSABLE = 5,
	MEMORY_PERSISTENT = 7,
	MEMORY_PERSISTENT_LEGACY = 12,
};

#define MEMORY_SOFT_RESERVED 0xefffffffU

enum {
	/* The kernel's own table has 128 and 3 for each NUMA node; this is 300 nodes. */
	MEMORY_RANGES_MAX = 1024,
};

struct memory_range {
	uint64_t start, end; /* the first byte, and the one behind the last */
	uint32_t type;
};

/* Sorted by start.  Ranges may overlap: that is for the next kernel to sort out. */
struct memory_map {
	struct memory_range ranges[MEMORY_RANGES_MAX];
	size_t count;
};

/* The type that the kernel calls @name ("System RAM"), or MEMORY_UNKNOWN. */
uint32_t memory_type_of(const char *name, size_t len);

/* A hexadecimal number with or without "0x", nothing else.  Returns 0 or -EINVAL. */
must_check int memory_address(const char *text, size_t len, uint64_t *ret);

/* Add the range whose last byte is @last.  Returns 0, -EINVAL, or -E2BIG. */
must_check int memory_map_add(struct memory_map *map, uint64_t first, uint64_t last,
			      uint32_t type);

/*
 * The top level of /proc/iomem: memory of known types, not devices, nor what lies inside of
 * something else.  Returns 0, -EBADMSG, or -E2BIG; @ret is undefined then.
 */
must_check int memory_map_from_iomem(const char *text, struct memory_map *ret);
