/* SPDX-License-Identifier: MIT */
#include "pure/ipxe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct ipxe script;
	struct parse_fault fault;

	(void)!ipxe_parse(data, len, &script, &fault);
	return 0;
}
