/* SPDX-License-Identifier: MIT */
#include "rescue/disks.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/text.h"
#include "base/writer.h"
#include "pure/host_disk.h"
#include "rescue/terminal.h"
#include "sys/block_dev.h"
#include "sys/block_probe.h"
#include "sys/io.h"
#include "sys/mounts.h"

#define HOST "/run/host"

enum {
	OS_RELEASE_SIZE = 8192,
	LIST_SIZE = 16384, /* some hundred devices */
};

/* What was mounted last, for whoever wants to write to it. */
static struct {
	char device[BLOCK_NAME_SIZE + 8], folder[DISKS_PATH_SIZE];
} mounted;

static void write_field(struct writer *to, const char *name, const char *value)
{
	if (value && value[0])
		writer_printf(to, "  %s%s", name, value);
}

static void write_one(void *context, const struct block_dev *dev)
{
	struct block_content content = { .type = "" };
	struct writer *to = context;
	int r = block_probe(dev->path, &content);

	writer_printf(to, "  %-14s %8.1f GiB", dev->path, (double)dev->bytes / (1 << 30));
	write_field(to, "", r < 0 ? strerror(-r) : content.type);
	write_field(to, "LABEL=", content.label);
	write_field(to, "UUID=", content.uuid);
	write_field(to, "", host_disk_remark(content.type));
	writer_text(to, dev->is_read_only ? "\n" : "  (can be written to)\n");
}

void disks_write(struct writer *to)
{
	int r = block_dev_walk(write_one, to);

	if (r < 0)
		writer_printf(to, "  /sys/class/block: %s\n", strerror(-r));
}

static int mount_one(const struct block_dev *dev, const char *type, const char *options,
		     char folder[static DISKS_PATH_SIZE])
{
	(void)snprintf(folder, DISKS_PATH_SIZE, HOST "/%s", dev->name);
	if (mkdir(HOST, 0755) < 0 && errno != EEXIST)
		return -errno;
	return mounts_add(dev->path, folder, type, options);
}

/* The name that a system gives itself; "" if this is no root of one. */
static void read_os_name(const char *folder, char ret[static BLOCK_TEXT_SIZE])
{
	static const char *const files[] = { "etc/os-release", "usr/lib/os-release" };
	char path[DISKS_PATH_SIZE + 32], text[OS_RELEASE_SIZE];

	ret[0] = 0;
	for (size_t i = 0; i < ARRAY_LEN(files) && !ret[0]; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		if (io_read_file(path, text, sizeof(text)) < 0)
			continue;
		const char *name = strstr(text, "PRETTY_NAME=");

		name = name ? name + strlen("PRETTY_NAME=") : "Linux";
		if (*name == '"')
			name++;
		text_sanitize(ret, BLOCK_TEXT_SIZE, name, strcspn(name, "\"\n"));
	}
}

struct search {
	char folder[DISKS_PATH_SIZE]; /* of the first root */
	int error;
};

static void look_for_root(void *context, const struct block_dev *dev)
{
	struct search *s = context;
	struct block_content content;
	char folder[DISKS_PATH_SIZE], name[BLOCK_TEXT_SIZE];

	if (block_probe(dev->path, &content) < 0)
		return;
	const char *options = host_disk_options(content.type);

	if (!options)
		return;
	int r = mount_one(dev, content.type, options, folder);

	if (r < 0) {
		(void)printf("  %s: cannot be mounted: %s\n", dev->path, strerror(-r));
		return;
	}
	read_os_name(folder, name);
	if (!name[0]) {
		(void)umount2(folder, MNT_DETACH);
		return;
	}
	/* it may be there already, to be written to, as somebody wished */
	struct statvfs fs = { .f_flag = ST_RDONLY };
	bool writable = statvfs(folder, &fs) == 0 && !(fs.f_flag & ST_RDONLY);

	(void)printf("  %s looks like the root of %s; mounted with '%s' on %s\n",
		     dev->path, name, writable ? "rw" : options, folder);
	if (s->error == 0)
		return;
	s->error = 0;
	memcpy(s->folder, folder, DISKS_PATH_SIZE);
	memcpy(mounted.device, dev->path, sizeof(mounted.device));
	memcpy(mounted.folder, folder, sizeof(mounted.folder));
}

int disks_mount_root(char ret[static DISKS_PATH_SIZE])
{
	struct search s = { .error = -ENOENT };
	int protected = block_dev_protect_all();

	if (protected > 0)
		(void)printf("  %d devices are now protected against writing\n",
			     protected);
	int r = block_dev_walk(look_for_root, &s);

	if (r < 0 || s.error < 0)
		return r < 0 ? r : s.error;
	memcpy(ret, s.folder, DISKS_PATH_SIZE);
	return 0;
}

void disks_menu(void)
{
	char folder[DISKS_PATH_SIZE], list[LIST_SIZE];
	struct writer to = writer_over(list, sizeof(list));

	disks_write(&to);
	(void)fputs(list, stdout);
	int r = disks_mount_root(folder);

	if (r < 0)
		(void)printf("  nothing looks like the root of a Linux system\n");
	else
		(void)printf("  'takeover rescue-chroot' in the shell enters it\n");
}

/* Is @path the disk that @partition is on?  sda: sda1; nvme0n1: nvme0n1p1. */
static bool is_disk_of(const char *path, const char *partition)
{
	static const char digits[] = "0123456789";
	size_t len = strlen(path);
	const char *rest = partition + len;

	if (len == 0 || strncmp(partition, path, len) != 0)
		return false;
	if (strchr(digits, path[len - 1]) && *rest++ != 'p')
		return false;
	return *rest && !rest[strspn(rest, digits)];
}

static void unprotect(void *context, const struct block_dev *dev)
{
	(void)context;
	if (strcmp(mounted.device, dev->path) != 0 &&
	    !is_disk_of(dev->path, mounted.device))
		return;
	int r = block_dev_unprotect(dev);

	(void)printf("  %s: %s\n", dev->path, r < 0 ? strerror(-r) : "can be written to");
}

void disks_unlock(void)
{
	char answer[LINE_SIZE], folder[DISKS_PATH_SIZE];

	if (disks_mount_root(folder) < 0) {
		(void)printf("  nothing looks like the root of a Linux system\n");
		return;
	}
	(void)printf(
		"This lets %s be changed: its journal is replayed, and a reboot is no\n"
		"longer sure to bring back what was there.\n",
		mounted.device);
	if (terminal_ask("Type 'write to my disk' to go on:", answer) < 0 ||
	    strcmp(answer, "write to my disk") != 0) {
		(void)printf("Nothing was changed.\n");
		return;
	}
	/* the journal is only replayed by a mount that is new */
	int r = umount2(mounted.folder, 0) < 0 ? -errno : 0;

	if (r == 0)
		r = block_dev_walk(unprotect, NULL);
	struct block_content content;

	if (r == 0)
		r = block_probe(mounted.device, &content);
	if (r == 0)
		r = mounts_add(mounted.device, mounted.folder, content.type, "rw");
	if (r < 0)
		(void)printf("  %s: %s\n", mounted.device, strerror(-r));
	else
		(void)printf("  %s is mounted read-write on %s\n", mounted.device,
			     mounted.folder);
}
