/* SPDX-License-Identifier: MIT */
#include "sys/device_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/io.h"

enum {
	DEPTH_MAX =
		40, /* PCI bridges behind bridges, hubs behind hubs: real trees have 15 */
	MODALIAS_MAX = 4096, /* a sysfs file is one page */
};

static void read_modalias(int dir_fd, device_tree_modalias *each, void *context)
{
	char text[MODALIAS_MAX];
	cleanup_fd int fd = openat(dir_fd, "modalias", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	ssize_t n = io_read(fd, text, sizeof(text) - 1);

	if (n <= 0)
		return;
	text[n] = 0;
	text[strcspn(text, "\n")] = 0;
	if (text[0])
		each(context, text);
}

/* A device that goes away while it is looked at is no error.  Takes @dir_fd. */
static void walk(int dir_fd, int depth, device_tree_modalias *each, void *context)
{
	cleanup_dir DIR *dir = fdopendir(dir_fd);
	const struct dirent *entry;

	if (!dir) {
		(void)close(dir_fd);
		return;
	}
	while ((entry = readdir(dir))) {
		if (strcmp(entry->d_name, "modalias") == 0)
			read_modalias(dirfd(dir), each, context);
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.' ||
		    depth == DEPTH_MAX)
			continue;
		int fd = openat(dirfd(dir), entry->d_name,
				O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		if (fd >= 0)
			walk(fd, depth + 1, each, context);
	}
}

int device_tree_walk(device_tree_modalias *each, void *context)
{
	int fd = open("/sys/devices", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	walk(fd, 0, each, context);
	return 0;
}
