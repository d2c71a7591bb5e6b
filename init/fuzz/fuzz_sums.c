/* SPDX-License-Identifier: MIT */
#include "pure/sums.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct parse_fault fault;
	struct sums sums;

	if (sums_parse(data, len, &sums, &fault) == 0 &&
	    !sums_find(&sums, sums.entries[0].name))
		__builtin_trap();
	return 0;
}
