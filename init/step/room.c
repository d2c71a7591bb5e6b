/* SPDX-License-Identifier: MIT */
#include "step/room.h"

#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <linux/magic.h>

#include "pure/ram.h"
#include "sys/io.h"
#include "sys/log.h"

enum {
	LITTLE_MIB = 1024, /* with more, what there is to give up decides nothing */
	MIB = 1 << 20,
	BLOCK = 512,         /* what st_blocks counts */
	MEMINFO_SIZE = 8192, /* it has 2 KiB */
	FOLDERS_OPEN = 8,
	MAKERS_LEVEL = 2, /* net/ethernet/intel/e1000.ko, but not scsi/sd_mod.ko */
};

static uint64_t given_up_bytes; /* nftw() has no context for its callback */

static int give_up(const char *path, const struct stat *st, int type, struct FTW *at)
{
	if (type == FTW_F && at->level >= MAKERS_LEVEL && unlink(path) == 0)
		given_up_bytes += (uint64_t)st->st_blocks * BLOCK;
	return 0;
}

/* Nothing but the initramfs is in such a file system; a host's folder is not. */
static bool is_in_memory(const char *path)
{
	struct statfs fs;

	return statfs(path, &fs) == 0 &&
	       (fs.f_type == RAMFS_MAGIC || fs.f_type == TMPFS_MAGIC);
}

static void give_up_folder(const char *name)
{
	struct utsname kernel;
	char path[sizeof(kernel.release) + 64];

	if (uname(&kernel) < 0)
		return;
	(void)snprintf(path, sizeof(path), "/lib/modules/%s/kernel/drivers/%s",
		       kernel.release, name);
	if (is_in_memory(path))
		(void)nftw(path, give_up, FOLDERS_OPEN, FTW_PHYS | FTW_MOUNT);
}

void room_make(void)
{
	char meminfo[MEMINFO_SIZE];
	struct ram ram;

	if (io_read_file("/proc/meminfo", meminfo, sizeof(meminfo)) < 0 ||
	    ram_from_meminfo(meminfo, &ram) < 0 || ram.total_bytes / MIB >= LITTLE_MIB)
		return;
	/* Every card that is here has had its driver loaded, and none is plugged into a machine
	 * this small.  What is on USB has its drivers elsewhere, and so have disks, bonds, VLANs
	 * and all that a person may ask for. */
	give_up_folder("net/ethernet");
	give_up_folder("infiniband");
	give_up_folder("scsi");
	if (given_up_bytes >= MIB)
		log_line(
			"fetch: memory is short: %llu MiB of drivers for other cards are "
			"given up",
			(unsigned long long)(given_up_bytes / MIB));
	given_up_bytes = 0;
}

void room_drop_caches(void)
{
	int r = io_write_file("/proc/sys/vm/drop_caches", "3");

	if (r < 0)
		log_trace("load: drop_caches: %s", strerror(-r));
}
