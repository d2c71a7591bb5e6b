/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "pure/pe_section.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void find(const uint8_t *data, size_t len)
{
	struct pe_section found = { 0 };

	if (pe_section_find(data, len, ".linux", &found) == 0 && found.bytes == 0)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	/* what else is hard to guess: the two magic numbers, and where the second is */
	uint8_t head[4096] = "MZ";

	find(data, len);
	head[0x3c] = 0x40;
	memcpy(head + 0x40, "PE", 2);
	if (len > sizeof(head) - 0x44)
		return 0;
	memcpy(head + 0x44, data, len);
	find(head, 0x44 + len);
	return 0;
}
