/* SPDX-License-Identifier: MIT */
#include "sys/memfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int memfile_new(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	return fd < 0 ? -errno : fd;
}

int memfile_size(int fd, uint64_t *ret)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	*ret = (uint64_t)st.st_size;
	return 0;
}

int memfile_pad(int fd, size_t align)
{
	uint64_t size = 0;
	int r = memfile_size(fd, &size);

	if (r < 0)
		return r;
	off_t padded = (off_t)((size + align - 1) / align * align);

	if (ftruncate(fd, padded) < 0 || lseek(fd, padded, SEEK_SET) < 0)
		return -errno;
	return 0;
}

int memfile_seal(int fd)
{
	const int seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

	return fcntl(fd, F_ADD_SEALS, seals) < 0 ? -errno : 0;
}
