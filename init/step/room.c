/* SPDX-License-Identifier: MIT */
#include "step/room.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "pure/ram.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/modules_dir.h"
#include "sys/ram_folder.h"

enum {
	LITTLE_MIB = 1024, /* with more, what there is to give up decides nothing */
	MIB = 1 << 20,
	MEMINFO_SIZE = 8192, /* it has 2 KiB */
};

/* Their makers' folders, that is cards: what lies beside these serves others, too. */
static uint64_t give_up_drivers(const char *name, const char *kept)
{
	char modules[MODULES_DIR_SIZE], path[MODULES_DIR_SIZE + 64];

	if (!modules_dir(modules))
		return 0;
	(void)snprintf(path, sizeof(path), "%s/kernel/drivers/%s", modules, name);
	return ram_folder_empty(path, kept);
}

void room_make(void)
{
	char meminfo[MEMINFO_SIZE];
	uint64_t bytes = 0;
	struct ram ram;

	if (io_read_file("/proc/meminfo", meminfo, sizeof(meminfo)) < 0 ||
	    ram_from_meminfo(meminfo, &ram) < 0 || ram.total_bytes / MIB >= LITTLE_MIB)
		return;
	/* Every card that is here has had its driver loaded, and none is plugged into a machine
	 * this small.  What is on USB has its drivers elsewhere, and so have disks, bonds, VLANs
	 * and all that a person may ask for. */
	bytes += give_up_drivers("net/ethernet", NULL);
	bytes += give_up_drivers("infiniband/hw", NULL);
	bytes += give_up_drivers("scsi", "device_handler"); /* for multipath */
	if (bytes >= MIB)
		log_line(
			"fetch: memory is short: %llu MiB of drivers' files are given up",
			(unsigned long long)(bytes / MIB));
}

void room_drop_caches(void)
{
	int r = io_write_file("/proc/sys/vm/drop_caches", "3");

	if (r < 0)
		log_trace("load: drop_caches: %s", strerror(-r));
}
