/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "pure/host_kernel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char release[HOST_KERNEL_RELEASE_MAX];

	if (host_kernel_release(data, len, release) == 0 &&
	    strnlen(release, sizeof(release)) == sizeof(release))
		__builtin_trap();
	(void)host_kernel_config_has((const char *)data, len, "CONFIG_RD_ZSTD");
	return 0;
}
