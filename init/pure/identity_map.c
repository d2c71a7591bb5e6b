/* SPDX-License-Identifier: MIT */
#include "pure/identity_map.h"

#include <errno.h>
#include <string.h>

enum {
	PAGE = 4096,
	ENTRY = 8,
	ENTRIES = PAGE / ENTRY,
	POINTERS_AT = 2 * PAGE, /* the table of the directories */
	DIRECTORIES_AT = 3 * PAGE,
	/* bits of an entry */
	PRESENT = 1,
	WRITABLE = 2,
	ACCESSED = 1 << 5,
	DIRTY = 1 << 6,
	LARGE = 1 << 7, /* a page, not a table */
	TABLE_BITS = PRESENT | WRITABLE,
	PAGE_BITS = PRESENT | WRITABLE | ACCESSED | DIRTY | LARGE,
};

#define LARGE_PAGE (2ULL << 20)
#define TOP        (512ULL << 30)

_Static_assert(DIRECTORIES_AT + IDENTITY_MAP_DIRECTORIES_MAX * PAGE == IDENTITY_MAP_BYTES,
	       "all fit");

static void put_entry(uint8_t *table, uint64_t index, uint64_t value)
{
	for (unsigned int i = 0; i < ENTRY; i++)
		table[index * ENTRY + i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get_entry(const uint8_t *table, uint64_t index)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < ENTRY; i++)
		value |= (uint64_t)table[index * ENTRY + i] << (8 * i);
	return value;
}

void identity_map_begin(struct identity_map *map, uint8_t *bytes, uint64_t at)
{
	*map = (struct identity_map){ .bytes = bytes, .at = at };
	memset(bytes, 0, IDENTITY_MAP_BYTES);
	put_entry(bytes + IDENTITY_MAP_LEVEL5, 0,
		  (at + IDENTITY_MAP_LEVEL4) | TABLE_BITS);
	put_entry(bytes + IDENTITY_MAP_LEVEL4, 0, (at + POINTERS_AT) | TABLE_BITS);
}

/* The directory of a GiB, made when it is first needed; NULL if there are too many. */
static uint8_t *directory_of(struct identity_map *map, uint64_t gib)
{
	uint8_t *pointers = map->bytes + POINTERS_AT;
	uint64_t entry = get_entry(pointers, gib);
	uint64_t offset;

	if (entry) {
		offset = (entry & ~(uint64_t)TABLE_BITS) - map->at;
	} else {
		if (map->directories == IDENTITY_MAP_DIRECTORIES_MAX)
			return NULL;
		offset = DIRECTORIES_AT + map->directories++ * PAGE;
		put_entry(pointers, gib, (map->at + offset) | TABLE_BITS);
	}
	return map->bytes + offset;
}

int identity_map_add(struct identity_map *map, uint64_t start, uint64_t end)
{
	if (end > TOP)
		return -ERANGE;
	for (uint64_t page = start / LARGE_PAGE; page * LARGE_PAGE < end; page++) {
		uint8_t *directory = directory_of(map, page / ENTRIES);

		if (!directory)
			return -ERANGE;
		put_entry(directory, page % ENTRIES, page * LARGE_PAGE | PAGE_BITS);
	}
	return 0;
}
