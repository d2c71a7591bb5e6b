/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "pure/store_place.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Wherever a link leads, it is a place in the store; and from there it leads on. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct store_place at = { .name = "yp5vdihy9m50dkijgs1mxz68vgi260v1-tree",
				  .path = "a/b" },
			   to;
	struct parse_fault fault;
	const char *text = (const char *)data;

	if (store_place_parse(text, len, &to, &fault) == 0 && !store_place_is_valid(&to))
		__builtin_trap();
	for (int links = 0; links < 2; links++) {
		if (store_place_follow(&at, text, len, &to, &fault) < 0)
			return 0;
		if (!store_place_is_valid(&to))
			__builtin_trap();
		at = to;
	}
	return 0;
}
