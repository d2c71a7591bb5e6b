/* SPDX-License-Identifier: MIT */
#include "initrd-builder/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* A file without a name, so that whoever is killed leaves nothing behind.  Not all file
 * systems have it, and it can be given a name only where /proc is. */
static int open_unnamed(struct output *o)
{
	char folder[sizeof(o->temporary)];
	const char *slash = strrchr(o->path, '/');
	int fd;

	if (!slash)
		(void)snprintf(folder, sizeof(folder), ".");
	else
		(void)snprintf(folder, sizeof(folder), "%.*s/", (int)(slash - o->path),
			       o->path);
	fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	(void)snprintf(o->temporary, sizeof(o->temporary), "/proc/self/fd/%d", fd);
	if (access(o->temporary, R_OK) != 0) {
		(void)close(fd);
		return -ENOENT;
	}
	o->fd = fd;
	o->is_unnamed = true;
	return 0;
}

static int open_named(struct output *o)
{
	(void)snprintf(o->temporary, sizeof(o->temporary), "%s.XXXXXX", o->path);
	o->fd = mkostemp(o->temporary, O_CLOEXEC);
	return o->fd < 0 ? -errno : 0;
}

/* Where the file goes.  /dev/stdout is a symlink, too: rename(2) would take its place. */
static int find_place(struct output *o, const char *path)
{
	struct stat st;
	int r = text_copy(o->path, sizeof(o->path), path);

	if (r < 0 || lstat(path, &st) != 0)
		return r; /* nothing is in the way */
	if (S_ISLNK(st.st_mode) && (!realpath(path, o->path) || stat(path, &st) != 0))
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	return S_ISREG(st.st_mode) ? 0 : -ENOTSUP;
}

int output_open(struct output *o, const char *path)
{
	o->fd = -1;
	o->mode = 0644;
	o->is_unnamed = false;
	int r = find_place(o, path);

	if (r < 0)
		return r;
	return open_unnamed(o) == 0 ? 0 : open_named(o);
}

const char *output_explain(int error)
{
	return error == -ENOTSUP ? "is no regular file, and would become one"
				 : strerror(-error);
}

/* What is there can be replaced at once only by what has a name. */
static int give_name(struct output *o)
{
	char unnamed[32];

	(void)snprintf(unnamed, sizeof(unnamed), "/proc/self/fd/%d", o->fd);
	(void)snprintf(o->temporary, sizeof(o->temporary), "%s.%u", o->path,
		       (unsigned int)getpid());
	if (linkat(AT_FDCWD, unnamed, AT_FDCWD, o->temporary, AT_SYMLINK_FOLLOW) != 0)
		return -errno;
	o->is_unnamed = false;
	return 0;
}

int output_commit(struct output *o)
{
	int r = fchmod(o->fd, o->mode) == 0 ? 0 : -errno;

	if (r == 0 && o->is_unnamed)
		r = give_name(o);
	if (r == 0 && rename(o->temporary, o->path) != 0)
		r = -errno;
	if (r != 0)
		return r;
	(void)close(o->fd);
	o->fd = -1;
	return 0;
}

void output_abandon(struct output *o)
{
	if (o->fd < 0)
		return;
	(void)close(o->fd);
	if (!o->is_unnamed)
		(void)unlink(o->temporary);
	o->fd = -1;
}
