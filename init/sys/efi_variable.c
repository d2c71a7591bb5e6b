/* SPDX-License-Identifier: MIT */
#include "sys/efi_variable.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/fs.h>

#include "base/text.h"
#include "sys/fd.h"
#include "sys/io.h"

enum {
	ATTRIBUTES_BYTES = 4, /* before the value, little-endian */
	ATTRIBUTES = 7,       /* non-volatile, while booting, at run time */
};

static int path_of(const char *name, char ret[static PATH_MAX])
{
	int n = snprintf(ret, PATH_MAX, EFI_VARIABLES "/%s", name);

	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* The kernel protects what it does not know from `rm -r`, firmware having died of it. */
static void make_mutable(const char *path)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned int flags;

	if (fd < 0 || ioctl(fd, (int)FS_IOC_GETFLAGS, &flags) < 0 ||
	    !(flags & FS_IMMUTABLE_FL))
		return;
	flags &= ~(unsigned int)FS_IMMUTABLE_FL;
	(void)ioctl(fd, (int)FS_IOC_SETFLAGS, &flags);
}

ssize_t efi_variable_read(const char *name, void *to, size_t cap)
{
	uint8_t bytes[ATTRIBUTES_BYTES + EFI_VARIABLE_MAX];
	char path[PATH_MAX];
	int r = path_of(name, path);

	if (r < 0)
		return r;
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	ssize_t n = io_read(fd, bytes, sizeof(bytes));

	if (n < 0)
		return n;
	if (n < ATTRIBUTES_BYTES)
		return -EIO;
	n -= ATTRIBUTES_BYTES;
	if ((size_t)n > cap || n == EFI_VARIABLE_MAX)
		return -EFBIG;
	memcpy(to, bytes + ATTRIBUTES_BYTES, (size_t)n);
	return n;
}

bool efi_variable_read_line(const char *name, char *ret, size_t cap)
{
	char text[EFI_VARIABLE_MAX];
	ssize_t len = efi_variable_read(name, text, sizeof(text));

	if (len <= 0)
		return false;
	text_sanitize(ret, cap, text, (size_t)len);
	return true;
}

/* One write(2) is one variable. */
int efi_variable_write(const char *name, const void *value, size_t len)
{
	uint8_t bytes[ATTRIBUTES_BYTES + EFI_VARIABLE_MAX] = { ATTRIBUTES };
	char path[PATH_MAX];
	int r = path_of(name, path);

	if (r < 0)
		return r;
	if (len == 0 || len >= EFI_VARIABLE_MAX)
		return -EINVAL;
	memcpy(bytes + ATTRIBUTES_BYTES, value, len);
	make_mutable(path);
	cleanup_fd int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	ssize_t n = write(fd, bytes, ATTRIBUTES_BYTES + len);

	return n < 0 ? -errno : (size_t)n == ATTRIBUTES_BYTES + len ? 0 : -EIO;
}

int efi_variable_remove(const char *name)
{
	char path[PATH_MAX];
	int r = path_of(name, path);

	if (r < 0)
		return r;
	make_mutable(path);
	return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
}
