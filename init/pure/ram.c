/* SPDX-License-Identifier: MIT */
#include "pure/ram.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

enum {
	MIB = 1 << 20,
	/* With less than this beside its two copies no image was seen to boot.  Not all boot
	 * with it, but a machine that might do it is not turned away. */
	TARGET_MIB = 30,
	/* kexec_file_load reserves the kernel's init_size, some 52 MiB for a Debian kernel. */
	KERNEL_INIT_MIB = 52,
};

static int read_field(const char *meminfo, const char *name, uint64_t *ret_bytes)
{
	const char *at = meminfo;
	size_t name_len = strlen(name);

	while (*at) {
		size_t line = strcspn(at, "\n");

		if (line > name_len && memcmp(at, name, name_len) == 0) {
			const char *number = at + name_len;
			uint64_t kib;

			number += strspn(number, " ");
			if (text_to_u64(number, strcspn(number, " \n"), UINT64_MAX >> 10,
					&kib) < 0)
				return -EBADMSG;
			*ret_bytes = kib << 10;
			return 0;
		}
		at += line + (at[line] == '\n');
	}
	return -EBADMSG;
}

int ram_from_meminfo(const char *meminfo, struct ram *ret)
{
	uint64_t total, available;

	if (read_field(meminfo, "MemTotal:", &total) < 0 ||
	    read_field(meminfo, "MemAvailable:", &available) < 0)
		return -EBADMSG;
	ret->total_bytes = total;
	ret->available_bytes = available;
	return 0;
}

int ram_check(const struct ram *ram, const char *object, struct failure *why)
{
	uint64_t total_mib = ram->total_bytes / MIB,
		 available_mib = ram->available_bytes / MIB;
	uint64_t initrd_mib = ram->initrd_bytes / MIB + 1;
	uint64_t kernel_mib = ram->kernel_bytes / MIB + 1;
	/* the target holds the image twice while it unpacks it */
	uint64_t target_mib = 2 * initrd_mib + TARGET_MIB;
	/* kexec_file_load: our copy, the kernel's buffer, the pages of the next kernel */
	uint64_t load_mib = 3 * initrd_mib + 2 * kernel_mib + KERNEL_INIT_MIB;

	if (total_mib < target_mib)
		return failure_set(
			why, FAILURE_RAM, object,
			"the target needs %llu MiB of RAM, this machine has %llu",
			(unsigned long long)target_mib, (unsigned long long)total_mib);
	if (available_mib < load_mib)
		return failure_set(
			why, FAILURE_RAM, object,
			"loading it needs %llu MiB of free RAM, there are %llu",
			(unsigned long long)load_mib, (unsigned long long)available_mib);
	return 0;
}
