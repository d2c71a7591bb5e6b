/* SPDX-License-Identifier: MIT */
#include "base/cursor.h"
#include "pure/placement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static bool is_in_ram(const struct memory_map *map, uint64_t at, uint64_t bytes)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->ranges[i].type == MEMORY_RAM && at >= map->ranges[i].start &&
		    at + bytes <= map->ranges[i].end)
			return true;
	return false;
}

static bool overlap(uint64_t a, uint64_t a_bytes, uint64_t b, uint64_t b_bytes)
{
	return a < b + b_bytes && b < a + a_bytes;
}

/* Whatever is found is RAM, and nobody else's. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct memory_map map;
	struct cursor c = cursor_over(data, len);
	struct placement at;
	const struct placement_need need = {
		.kernel_bytes = cursor_le32(&c),
		.kernel_align = 1ULL << (cursor_u8(&c) & 63),
		.kernel_min = cursor_le64(&c),
		.initrd_bytes = cursor_le64(&c) >> (cursor_u8(&c) & 63),
		.params_bytes = cursor_le32(&c) & 0xfffff,
		.initrd_above_4gib = cursor_u8(&c) & 1,
	};

	map.count = 0;
	while (cursor_ok(&c)) {
		uint64_t first = (uint64_t)cursor_le32(&c) << (cursor_u8(&c) & 31);

		(void)!memory_map_add(&map, first, first + cursor_le32(&c),
				      cursor_u8(&c) & 3);
	}
	if (placement_find(&map, &need, &at) < 0)
		return 0;
	if (!is_in_ram(&map, at.kernel, need.kernel_bytes) ||
	    !is_in_ram(&map, at.initrd, need.initrd_bytes) ||
	    !is_in_ram(&map, at.params, need.params_bytes) ||
	    at.kernel % need.kernel_align != 0 || at.initrd % 4096 != 0 ||
	    at.params % 4096 != 0 ||
	    overlap(at.kernel, need.kernel_bytes, at.initrd, need.initrd_bytes) ||
	    overlap(at.kernel, need.kernel_bytes, at.params, need.params_bytes) ||
	    overlap(at.initrd, need.initrd_bytes, at.params, need.params_bytes))
		__builtin_trap();
	return 0;
}
