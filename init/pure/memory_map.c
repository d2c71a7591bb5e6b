/* SPDX-License-Identifier: MIT */
#include "pure/memory_map.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

enum {
	HEX_DIGITS_MAX = 16, /* of 64 bits */
};

uint32_t memory_type_of(const char *name, size_t len)
{
	static const struct {
		const char *name;
		uint32_t type;
	} types[] = {
		{ "System RAM", MEMORY_RAM },
		{ "Reserved", MEMORY_RESERVED },
		{ "reserved", MEMORY_RESERVED }, /* before Linux 4.10 */
		{ "ACPI Tables", MEMORY_ACPI },
		{ "ACPI Non-volatile Storage", MEMORY_NVS },
		{ "Unusable memory", MEMORY_UNUSABLE },
		{ "Persistent Memory", MEMORY_PERSISTENT },
		{ "Persistent Memory (legacy)", MEMORY_PERSISTENT_LEGACY },
		{ "Soft Reserved", MEMORY_SOFT_RESERVED },
	};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (len == strlen(types[i].name) && memcmp(name, types[i].name, len) == 0)
			return types[i].type;
	return MEMORY_UNKNOWN;
}

int memory_address(const char *text, size_t len, uint64_t *ret)
{
	uint64_t value = 0;

	if (len > 2 && text[0] == '0' && text[1] == 'x') {
		text += 2;
		len -= 2;
	}
	if (len == 0 || len > HEX_DIGITS_MAX)
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		int digit = text_hex_digit(text[i]);

		if (digit < 0)
			return -EINVAL;
		value = value << 4 | (uint64_t)digit;
	}
	*ret = value;
	return 0;
}

int memory_map_add(struct memory_map *map, uint64_t first, uint64_t last, uint32_t type)
{
	size_t at = map->count;

	if (last < first || last == UINT64_MAX)
		return -EINVAL;
	if (map->count == MEMORY_RANGES_MAX)
		return -E2BIG;
	while (at > 0 && map->ranges[at - 1].start > first) {
		map->ranges[at] = map->ranges[at - 1];
		at--;
	}
	map->ranges[at] =
		(struct memory_range){ .start = first, .end = last + 1, .type = type };
	map->count++;
	return 0;
}

/* "00100000-bffdffff : System RAM" */
static int add_line(struct memory_map *map, const char *line, size_t len)
{
	static const char separator[] = " : ";
	size_t separator_len = sizeof(separator) - 1;
	const char *dash = memchr(line, '-', len);
	size_t first_len = dash ? (size_t)(dash - line) : len;
	uint64_t first, last;

	if (!dash || memory_address(line, first_len, &first) < 0)
		return -EBADMSG;
	const char *second = dash + 1;
	size_t left = len - first_len - 1, second_len = 0;

	while (second_len < left && second[second_len] != ' ')
		second_len++;
	if (memory_address(second, second_len, &last) < 0 ||
	    left - second_len < separator_len ||
	    memcmp(second + second_len, separator, separator_len) != 0)
		return -EBADMSG;
	uint32_t type = memory_type_of(second + second_len + separator_len,
				       left - second_len - separator_len);

	if (type == MEMORY_UNKNOWN)
		return 0;
	return memory_map_add(map, first, last, type) == -E2BIG ? -E2BIG : 0;
}

int memory_map_from_iomem(const char *text, struct memory_map *ret)
{
	ret->count = 0;
	while (*text) {
		size_t len = strcspn(text, "\n");

		/* what lies inside of something else is indented */
		if (len > 0 && text[0] != ' ') {
			int r = add_line(ret, text, len);

			if (r < 0)
				return r;
		}
		text += len + (text[len] == '\n');
	}
	return 0;
}
