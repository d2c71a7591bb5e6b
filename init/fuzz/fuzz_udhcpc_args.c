/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>

#include "pure/udhcpc_args.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	/* one client is for one interface */
	if (udhcpc_args_are_for((const char *)data, len, "eth0") &&
	    udhcpc_args_are_for((const char *)data, len, "wan"))
		__builtin_trap();
	return 0;
}
