/* SPDX-License-Identifier: MIT */
#include "initrd-builder/closure_class.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "initrd-builder/closure.h"

enum {
	FS_NAME_MAX = 64,
};

/* Folders are found by their place in the kernel's sources, which has been stable for
 * longer than any symbol that a driver uses. */
static const struct class_member {
	const char *class_name;
	struct class_item item;
} members[] = {
	{ "net", { CLASS_FOLDER, "kernel/drivers/net/ethernet/" } },
	{ "net", { CLASS_FOLDER, "kernel/drivers/net/hyperv/" } },
	{ "net", { CLASS_FOLDER, "kernel/drivers/net/mdio/" } },
	{ "net", { CLASS_FOLDER, "kernel/drivers/net/phy/" } },
	{ "net", { CLASS_FOLDER, "kernel/drivers/net/vmxnet3/" } },
	{ "net", { CLASS_NAME, "virtio_net" } },
	{ "net", { CLASS_NAME, "xen_netfront" } },
	/* vlan=, bond=, the DHCP client's raw socket, router advertisements */
	{ "net", { CLASS_NAME, "8021q" } },
	{ "net", { CLASS_NAME, "bonding" } },
	{ "net", { CLASS_NAME, "af_packet" } },
	{ "net", { CLASS_NAME, "ipv6" } },

	{ "usb-net", { CLASS_FOLDER, "kernel/drivers/net/usb/" } },
	{ "usb-net", { CLASS_FOLDER, "kernel/drivers/usb/host/" } },

	{ "block", { CLASS_FOLDER, "kernel/drivers/ata/" } },
	{ "block", { CLASS_FOLDER, "kernel/drivers/md/" } },
	{ "block", { CLASS_FOLDER, "kernel/drivers/message/fusion/" } },
	{ "block", { CLASS_FOLDER, "kernel/drivers/mmc/" } },
	{ "block", { CLASS_FOLDER, "kernel/drivers/nvme/host/" } },
	{ "block", { CLASS_FOLDER, "kernel/drivers/scsi/" } },
	{ "block", { CLASS_FOLDER, "kernel/drivers/usb/host/" } },
	{ "block", { CLASS_FOLDER, "kernel/drivers/usb/storage/" } },
	{ "block", { CLASS_NAME, "loop" } },
	{ "block", { CLASS_NAME, "virtio_blk" } },
	{ "block", { CLASS_NAME, "xen_blkfront" } },

	{ "virtio", { CLASS_FOLDER, "kernel/drivers/virtio/" } },
	{ "virtio", { CLASS_NAME, "virtio_blk" } },
	{ "virtio", { CLASS_NAME, "virtio_console" } },
	{ "virtio", { CLASS_NAME, "virtio_net" } },
	{ "virtio", { CLASS_NAME, "virtio_rng" } },
	{ "virtio", { CLASS_NAME, "virtio_scsi" } },
};

/* What a file system asks the kernel for when it is mounted, which no .modinfo says. */
static const struct hidden {
	const char *fs, *module;
} hidden[] = {
	{ "btrfs", "crc32c_generic" }, { "ext4", "crc32c_generic" },
	{ "f2fs", "crc32_generic" },   { "vfat", "nls_ascii" },
	{ "vfat", "nls_cp437" },       { "vfat", "nls_iso8859_1" },
	{ "vfat", "nls_utf8" },        { "xfs", "crc32c_generic" },
};

const char *closure_class_names(void)
{
	return "net, usb-net, block, virtio, fs=NAME[+NAME]…";
}

static int expand_fs(const char *name, size_t len, class_each *each, void *context)
{
	char alias[FS_NAME_MAX];
	struct class_item item = { CLASS_ALIAS, alias };
	int r;

	if (len == 0 || snprintf(alias, sizeof(alias), "fs-%.*s", (int)len, name) >=
				(int)sizeof(alias))
		return -EINVAL;
	r = each(context, &item);
	for (size_t i = 0; i < ARRAY_LEN(hidden) && r == 0; i++) {
		item = (struct class_item){ CLASS_NAME, hidden[i].module };
		if (strlen(hidden[i].fs) == len && memcmp(hidden[i].fs, name, len) == 0)
			r = each(context, &item);
	}
	return r;
}

static int expand_fs_list(const char *names, class_each *each, void *context)
{
	while (true) {
		size_t len = strcspn(names, "+");
		int r = expand_fs(names, len, each, context);

		if (r != 0 || names[len] == '\0')
			return r;
		names += len + 1;
	}
}

int class_expand(const char *word, class_each *each, void *context)
{
	bool is_known = false;
	int r = 0;

	if (strncmp(word, "fs=", 3) == 0)
		return expand_fs_list(word + 3, each, context);
	for (size_t i = 0; i < ARRAY_LEN(members) && r == 0; i++) {
		if (strcmp(members[i].class_name, word) != 0)
			continue;
		is_known = true;
		r = each(context, &members[i].item);
	}
	return is_known ? r : -EINVAL;
}
