/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>

#include "pure/pe_section.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct pe_section found = { 0 };

	if (pe_section_find(data, len, ".linux", &found) == 0 && found.bytes == 0)
		__builtin_trap();
	return 0;
}
