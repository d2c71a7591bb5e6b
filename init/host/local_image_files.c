/* SPDX-License-Identifier: MIT */
/* Where stage two finds an image of the host's: in its initrd, or in the root that it has on
 * the host. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/local_image.h"
#include "host/say.h"
#include "initrd-builder/archive.h"
#include "sys/fd.h"
#include "sys/io.h"

#define FOLDER "takeover/image"

uint64_t local_image_bytes(const struct local_image *image)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < LOCAL_FILES; i++)
		bytes += image->files[i].bytes;
	return bytes;
}

const char *local_image_url(const struct local_image *image)
{
	return image->is_archive ? "file:///" FOLDER "/" LOCAL_ARCHIVE
				 : "file:///" FOLDER "/";
}

/* --- in the initrd -------------------------------------------------------------------- */

static int add_file(struct archive *a, const struct local_file *file)
{
	char path[sizeof(FOLDER) + SUMS_NAME_MAX + 1];

	(void)snprintf(path, sizeof(path), FOLDER "/%s", file->name);
	return archive_add_file(a, path, file->path, ARCHIVE_FILE_ATTR);
}

int local_image_add(const struct local_image *image, struct archive *a)
{
	int r = archive_add_parents(a, FOLDER "/x");

	if (r == 0 && image->sums_len > 0)
		r = archive_add_bytes(a, FOLDER "/" LOCAL_SUMS, image->sums,
				      image->sums_len, ARCHIVE_FILE_ATTR);
	for (size_t i = 0; r == 0 && i < LOCAL_FILES; i++)
		if (image->files[i].name[0])
			r = add_file(a, &image->files[i]);
	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "image: %s", archive_why(a));
	return 0;
}

/* --- on the host ---------------------------------------------------------------------- */

int local_image_open(const struct local_image *image, int ret_fds[static LOCAL_FILES])
{
	for (size_t i = 0; i < LOCAL_FILES; i++) {
		ret_fds[i] = -1;
		if (!image->files[i].name[0])
			continue;
		ret_fds[i] = open(image->files[i].path, O_PATH | O_CLOEXEC);
		if (ret_fds[i] < 0)
			return -errno;
	}
	return 0;
}

static int show_file(const char *folder, const char *name, int file)
{
	char at[PATH_MAX], from[32];
	int n = snprintf(at, sizeof(at), "%s/%s", folder, name);
	cleanup_fd int fd = -1;

	if (n < 0 || (size_t)n >= sizeof(at))
		return -ENAMETOOLONG;
	(void)snprintf(from, sizeof(from), "/proc/self/fd/%d", file);
	fd = open(at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return fd < 0 || mount(from, at, NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

int local_image_show(const struct local_image *image, const int fds[static LOCAL_FILES],
		     const char *root)
{
	char folder[64], sums[128];
	int r = 0;

	(void)snprintf(folder, sizeof(folder), "%s/takeover", root);
	if (mkdir(folder, 0755) < 0 && errno != EEXIST) /* the state is there, too */
		return -errno;
	(void)snprintf(folder, sizeof(folder), "%s/" FOLDER, root);
	if (mkdir(folder, 0755) < 0)
		return -errno;
	(void)snprintf(sums, sizeof(sums), "%s/" LOCAL_SUMS, folder);
	if (image->sums_len > 0)
		r = io_replace_file(sums, image->sums, image->sums_len, 0600);
	for (size_t i = 0; r == 0 && i < LOCAL_FILES; i++)
		if (fds[i] >= 0)
			r = show_file(folder, image->files[i].name, fds[i]);
	return r;
}
