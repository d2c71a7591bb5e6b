/* SPDX-License-Identifier: MIT */
#include "sys/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sys/fd.h"

uint64_t io_now_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int io_write_all(int fd, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

ssize_t io_read(int fd, void *to, size_t cap)
{
	for (;;) {
		ssize_t n = read(fd, to, cap);

		if (n >= 0)
			return n;
		if (errno != EINTR)
			return -errno;
	}
}

/* Read to the end, at most @cap bytes.  Returns how many, -EFBIG, or -errno. */
static ssize_t read_to_end(int fd, uint8_t *to, size_t cap)
{
	size_t len = 0;

	while (len < cap) {
		ssize_t n = io_read(fd, to + len, cap - len);

		if (n <= 0)
			return n < 0 ? n : (ssize_t)len;
		len += (size_t)n;
	}
	uint8_t more;
	ssize_t n = io_read(fd, &more, 1);

	if (n < 0)
		return n;
	return n == 0 ? (ssize_t)len : -EFBIG;
}

ssize_t io_read_file(const char *path, void *to, size_t cap)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (cap == 0)
		return -EINVAL;
	ssize_t len = read_to_end(fd, to, cap - 1);

	if (len >= 0)
		((char *)to)[len] = 0;
	return len;
}

int io_load_file(const char *path, size_t max, uint8_t **ret, size_t *ret_len)
{
	/* without O_NONBLOCK the open of a FIFO waits for somebody who writes */
	cleanup_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if ((uint64_t)st.st_size > max)
		return -EFBIG;
	/* proc and sysfs say 0: then the cap is what bounds it */
	size_t cap = st.st_size > 0 ? (size_t)st.st_size : max;
	uint8_t *bytes = malloc(cap + 1);

	if (!bytes)
		return -ENOMEM;
	ssize_t len = read_to_end(fd, bytes, cap);

	if (len < 0) {
		free(bytes);
		return (int)len;
	}
	bytes[len] = 0;
	*ret = bytes;
	*ret_len = (size_t)len;
	return 0;
}

void io_free(uint8_t **bytes)
{
	free(*bytes);
}

int io_write_file(const char *path, const char *text)
{
	cleanup_fd int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return io_write_all(fd, text, strlen(text));
}

int io_replace_file(const char *path, const void *bytes, size_t len, unsigned int mode)
{
	char temporary[4096];
	int n = snprintf(temporary, sizeof(temporary), "%s.new", path);

	if (n < 0 || (size_t)n >= sizeof(temporary))
		return -ENAMETOOLONG;
	cleanup_fd int fd =
		open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	if (fd < 0)
		return -errno;
	int r = fchmod(fd, mode) < 0 ? -errno : io_write_all(fd, bytes, len);

	if (r == 0 && rename(temporary, path) < 0)
		r = -errno;
	if (r < 0)
		(void)unlink(temporary);
	return r;
}
