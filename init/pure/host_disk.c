/* SPDX-License-Identifier: MIT */
#include "pure/host_disk.h"

#include <stddef.h>
#include <string.h>

#include "base/attr.h"

static const struct {
	const char *type, *options, *remark;
} types[] = {
	{ "ext2", "ro", NULL },
	{ "ext3", "ro,noload", NULL },
	{ "ext4", "ro,noload", NULL },
	{ "xfs", "ro,norecovery", NULL },
	{ "btrfs", "ro,norecovery", NULL },
	{ "f2fs", "ro,norecovery", NULL },
	{ "vfat", "ro", NULL },
	{ "exfat", "ro", NULL },
	{ "iso9660", "ro", NULL },
	{ "squashfs", "ro", NULL },
	{ "erofs", "ro", NULL },
	{ "crypto_LUKS", NULL, "LUKS: encrypted, cannot be read without its key" },
	{ "LVM2_member", NULL, "LVM: a part of a volume group" },
	{ "linux_raid_member", NULL, "RAID: a part of an array" },
	{ "isw_raid_member", NULL, "RAID: a part of a firmware's array" },
	{ "bcache", NULL, "bcache: a part of a cached disk" },
	{ "zfs_member", NULL, "ZFS: a part of a pool" },
	{ "swap", NULL, "swap" },
};

const char *host_disk_options(const char *type)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (strcmp(type, types[i].type) == 0)
			return types[i].options;
	return NULL;
}

const char *host_disk_remark(const char *type)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (strcmp(type, types[i].type) == 0)
			return types[i].remark;
	return NULL;
}
