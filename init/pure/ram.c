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
	/* Page tables, the kernel's list of an image's pages (8 bytes for each), our programs. */
	OURS_MIB = 8,
	LISTS_SHARE = 256,
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

/* MiB of free memory while @way is at its worst. */
static uint64_t load_mib(enum load_way way, uint64_t kernel_mib, uint64_t initrd_mib)
{
	switch (way) {
	case LOAD_STORE: /* the kernel's own copy grows as ours shrinks */
		return initrd_mib + kernel_mib + initrd_mib / LISTS_SHARE + OURS_MIB;
	case LOAD_BUFFER:
		return 2 * (initrd_mib + kernel_mib) + initrd_mib / LISTS_SHARE +
		       OURS_MIB;
	case LOAD_FILE: /* our copy, the kernel's buffer, the pages of the next kernel */
	case LOAD_WAYS:
	default:
		return 3 * initrd_mib + 2 * kernel_mib + KERNEL_INIT_MIB;
	}
}

/* MiB of RAM in all: the kernel takes no image of more than half of it. */
static uint64_t half_rule_mib(enum load_way way, uint64_t kernel_mib, uint64_t initrd_mib)
{
	return 2 * (initrd_mib + (way == LOAD_FILE ? KERNEL_INIT_MIB : kernel_mib));
}

int ram_check(const struct ram *ram, enum load_way way, const char *object,
	      struct failure *why)
{
	uint64_t total_mib = ram->total_bytes / MIB,
		 available_mib = ram->available_bytes / MIB;
	uint64_t initrd_mib = ram->initrd_bytes / MIB + 1;
	uint64_t kernel_mib = ram->kernel_bytes / MIB + 1;
	/* the target holds the image twice while it unpacks it */
	uint64_t target_mib = 2 * initrd_mib + TARGET_MIB;
	uint64_t half_mib = half_rule_mib(way, kernel_mib, initrd_mib);
	uint64_t free_mib = load_mib(way, kernel_mib, initrd_mib);

	if (total_mib < target_mib)
		return failure_set(
			why, FAILURE_RAM, object,
			"the target needs %llu MiB of RAM, this machine has %llu",
			(unsigned long long)target_mib, (unsigned long long)total_mib);
	if (total_mib < half_mib)
		return failure_set(why, FAILURE_RAM, object,
				   "loading it by %s needs %llu MiB of RAM, this machine "
				   "has %llu",
				   load_way_name(way), (unsigned long long)half_mib,
				   (unsigned long long)total_mib);
	if (available_mib < free_mib)
		return failure_set(
			why, FAILURE_RAM, object,
			"loading it by %s needs %llu MiB of free RAM, there are %llu",
			load_way_name(way), (unsigned long long)free_mib,
			(unsigned long long)available_mib);
	return 0;
}
