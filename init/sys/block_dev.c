/* SPDX-License-Identifier: MIT */
#include "sys/block_dev.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/fs.h>

#include "base/text.h"
#include "sys/fd.h"
#include "sys/io.h"

#define FOLDER "/sys/class/block"
/* A file for each device that somebody let be written to: another process, or the next
 * event of any device, must not take that back. */
#define WRITABLE "/run/takeover/writable"

enum {
	PATH_SIZE = 320,
	NUMBER_SIZE = 32,
	SECTOR = 512, /* what sysfs counts in, whatever the device has */
};

static uint64_t read_number(const char *name, const char *attribute)
{
	char path[PATH_SIZE], text[NUMBER_SIZE];
	uint64_t value;

	(void)snprintf(path, sizeof(path), FOLDER "/%s/%s", name, attribute);
	ssize_t n = io_read_file(path, text, sizeof(text));

	if (n <= 0 ||
	    text_to_u64(text, strcspn(text, "\n"), UINT64_MAX / SECTOR, &value) < 0)
		return 0;
	return value;
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && !text_starts_with(entry->d_name, "ram") &&
	       !text_starts_with(entry->d_name, "zram") &&
	       strlen(entry->d_name) < BLOCK_NAME_SIZE;
}

static bool describe(const char *name, struct block_dev *ret)
{
	*ret = (struct block_dev){
		.bytes = read_number(name, "size") * SECTOR,
		.is_read_only = read_number(name, "ro") != 0,
		/* a partition has no such file, but stands in the folder of its disk */
		.is_removable = read_number(name, "removable") != 0 ||
				read_number(name, "../removable") != 0,
	};
	(void)snprintf(ret->name, sizeof(ret->name), "%.*s", BLOCK_NAME_SIZE - 1, name);
	(void)snprintf(ret->path, sizeof(ret->path), "/dev/%s", ret->name);
	/* "cciss!c0d0" stands in a folder of /dev */
	for (char *c = ret->path; *c; c++)
		if (*c == '!')
			*c = '/';
	return ret->bytes > 0;
}

int block_dev_walk(block_dev_each *each, void *context)
{
	struct dirent **found = NULL;
	int n = scandir(FOLDER, &found, is_shown, alphasort);

	if (n < 0)
		return errno == ENOENT ? 0 : -errno;
	for (int i = 0; i < n; i++) {
		struct block_dev dev;

		if (describe(found[i]->d_name, &dev))
			each(context, &dev);
		free(found[i]);
	}
	free((void *)found);
	return 0;
}

static int set_read_only(const char *path, int value)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return ioctl(fd, BLKROSET, &value) < 0 ? -errno : 0;
}

static void mark_of(const struct block_dev *dev, char ret[static PATH_SIZE])
{
	(void)snprintf(ret, PATH_SIZE, WRITABLE "/%s", dev->name);
}

int block_dev_unprotect(const struct block_dev *dev)
{
	char mark[PATH_SIZE];

	mark_of(dev, mark);
	if (mkdir(WRITABLE, 0755) < 0 && errno != EEXIST)
		return -errno;
	int r = io_replace_file(mark, "", 0, 0644);

	return r < 0 ? r : set_read_only(dev->path, 0);
}

int block_dev_protect(const struct block_dev *dev)
{
	char mark[PATH_SIZE];

	mark_of(dev, mark);
	if (unlink(mark) < 0 && errno != ENOENT)
		return -errno;
	return set_read_only(dev->path, 1);
}

static void protect_one(void *context, const struct block_dev *dev)
{
	int *count = context;
	char mark[PATH_SIZE];

	mark_of(dev, mark);
	if (!dev->is_read_only && access(mark, F_OK) < 0 &&
	    set_read_only(dev->path, 1) == 0)
		(*count)++;
}

int block_dev_protect_all(void)
{
	int count = 0, r = block_dev_walk(protect_one, &count);

	(void)r; /* no /sys: there is nothing to protect */
	return count;
}
