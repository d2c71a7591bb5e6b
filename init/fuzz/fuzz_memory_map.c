/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "pure/firmware.h"
#include "pure/memory_map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static char text[65536];
	static struct memory_map map;
	static struct efi efi;

	if (len >= sizeof(text))
		return 0;
	memcpy(text, data, len);
	text[len] = 0;
	efi_read_systab(text, &efi);
	if (memory_map_from_iomem(text, &map) < 0)
		return 0;
	for (size_t i = 0; i < map.count; i++)
		if (map.ranges[i].start >= map.ranges[i].end ||
		    (i > 0 && map.ranges[i].start < map.ranges[i - 1].start))
			__builtin_trap();
	return 0;
}
