/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "pure/bzimage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* The magic numbers are given, so that what is behind them is reached. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t bytes[4096];
	struct bzimage b;

	(void)!bzimage_parse(data, len, &b);
	if (len < 0x206 || len > sizeof(bytes))
		return 0;
	memcpy(bytes, data, len);
	memcpy(bytes + 0x1fe, "\x55\xaa", 2);
	memcpy(bytes + 0x202, "HdrS", 4);
	if (bzimage_parse(bytes, len, &b) == 0 &&
	    (len < BZIMAGE_HEADER_BYTES || b.protocol < 0x20c || b.cmdline_max == 0))
		__builtin_trap();
	return 0;
}
