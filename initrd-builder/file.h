/* SPDX-License-Identifier: MIT */
/* Reading and writing files of the build machine. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/attr.h"

struct buffer;
struct reason;

static inline void file_close_at(const int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}
#define cleanup_file cleanup_with(file_close_at)

/* Hand a descriptor on that would be closed at the end of the scope. */
static inline int file_take(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

/* read(2) past signals: bytes read, 0 at the end, or -errno. */
must_check ssize_t file_read(int fd, void *to, size_t len);

must_check int file_write_all(int fd, const void *bytes, size_t len);

/* Open a regular file (or a symlink to one) and tell its length. */
must_check int file_open_regular(const char *path, int *ret_fd, uint64_t *ret_len,
				 struct reason *why);

/* Append the content of the file, which may not be longer than @max. */
must_check int file_read_all(const char *path, uint64_t max, struct buffer *to,
			     struct reason *why);
