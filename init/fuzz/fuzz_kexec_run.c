/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "pure/kexec_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct kexec_boot boot;
	struct parse_fault fault;

	(void)!kexec_run_parse(data, len, &boot, &fault);
	return 0;
}
