/* SPDX-License-Identifier: MIT */
#include "sys/block_probe.h"

#include <blkid/blkid.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/text.h"
#include "sys/fd.h"

static void free_probe(blkid_probe *probe)
{
	blkid_free_probe(*probe);
}

/* What stands on a disk is foreign. */
static void take(blkid_probe probe, const char *name, char ret[static BLOCK_TEXT_SIZE])
{
	const char *value = NULL;

	ret[0] = 0;
	if (blkid_probe_lookup_value(probe, name, &value, NULL) == 0 && value)
		text_sanitize(ret, BLOCK_TEXT_SIZE, value, strlen(value));
}

int block_probe(const char *path, struct block_content *ret)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	cleanup_with(free_probe) blkid_probe probe = blkid_new_probe();

	if (fd < 0)
		return -errno;
	if (!probe)
		return -ENOMEM;
	if (blkid_probe_set_device(probe, fd, 0, 0) < 0 ||
	    blkid_probe_enable_superblocks(probe, 1) < 0 ||
	    blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_LABEL |
							     BLKID_SUBLKS_UUID |
							     BLKID_SUBLKS_TYPE) < 0 ||
	    blkid_probe_enable_partitions(probe, 1) < 0 ||
	    blkid_probe_set_partitions_flags(probe, BLKID_PARTS_ENTRY_DETAILS) < 0)
		return -EIO;
	/* -2: two kinds of content contradict each other: none is believed */
	int r = blkid_do_safeprobe(probe);

	if (r == -1)
		return -EIO;
	*ret = (struct block_content){ .type = "" };
	if (r != 0)
		return 0;
	take(probe, "TYPE", ret->type);
	take(probe, "LABEL", ret->label);
	take(probe, "UUID", ret->uuid);
	take(probe, "PART_ENTRY_NAME", ret->part_label);
	take(probe, "PART_ENTRY_UUID", ret->part_uuid);
	return 0;
}
