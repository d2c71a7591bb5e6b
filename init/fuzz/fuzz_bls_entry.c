/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>

#include "pure/bls_entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span kernel;

	/* a path inside the text, without a line end */
	if (bls_entry_kernel((const char *)data, len, &kernel) == 0 &&
	    (kernel.at < (const char *)data || kernel.len == 0 || kernel.at[0] != '/' ||
	     kernel.at + kernel.len > (const char *)data + len ||
	     memchr(kernel.at, '\n', kernel.len)))
		__builtin_trap();
	return 0;
}
