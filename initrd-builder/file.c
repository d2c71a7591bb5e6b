/* SPDX-License-Identifier: MIT */
#include "initrd-builder/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "initrd-builder/buffer.h"
#include "initrd-builder/reason.h"
#include "sys/fd.h"
#include "sys/io.h"

int file_open_regular(const char *path, int *ret_fd, uint64_t *ret_len,
		      struct reason *why)
{
	/* O_NONBLOCK: a named pipe must not keep us waiting for its writer. */
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		return reason_errno(why, -errno, "'%s'", path);
	if (!S_ISREG(st.st_mode))
		return reason_set(why, -EINVAL, "'%s' is not a regular file", path);
	*ret_len = (uint64_t)st.st_size;
	*ret_fd = take_fd(&fd);
	return 0;
}

int file_read_all(const char *path, uint64_t max, struct buffer *to, struct reason *why)
{
	cleanup_fd int fd = -1;
	uint64_t len = 0;
	int r = file_open_regular(path, &fd, &len, why);
	ssize_t n = 1;

	if (r != 0)
		return r;
	if (len > max)
		return reason_set(why, -EFBIG, "'%s' has more than %llu bytes", path,
				  (unsigned long long)max);
	/* Files in /proc and /sys have no length until they are read. */
	for (uint64_t left = max + 1; n > 0; left -= (uint64_t)n) {
		size_t piece = len > 0 ? (size_t)len + 1 : 4096;

		if (left == 0)
			return reason_set(why, -EFBIG, "'%s' has more than %llu bytes",
					  path, (unsigned long long)max);
		if (buffer_reserve(to, piece) != 0)
			return reason_errno(why, -ENOMEM, "'%s'", path);
		n = io_read(fd, to->bytes + to->len, piece < left ? piece : (size_t)left);
		if (n < 0)
			return reason_errno(why, (int)n, "'%s'", path);
		to->len += (size_t)n;
	}
	return 0;
}
