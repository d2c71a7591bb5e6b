/* SPDX-License-Identifier: MIT */
#include "pure/newc_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct newc_reader r = newc_read_from(data, len);
	struct newc_item item;

	while (newc_next(&r, &item) == 1)
		if (newc_path_problem(item.path) == NULL &&
		    newc_head_len(item.header.path_len) > len + NEWC_ALIGN)
			__builtin_trap();
	return 0;
}
