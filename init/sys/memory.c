/* SPDX-License-Identifier: MIT */
#include "sys/memory.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum {
	/* As deep as the words of the command line go: about 33 KiB, from the reading of the
	 * files down to the redaction of a word that is refused.  The most that the compiler
	 * lets a function of ours have is 40 KiB. */
	WIPED_BYTES = 39 * 1024,
};

int memory_reserve(struct memory *ret, uint64_t room)
{
	void *bytes = mmap(NULL, room, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (bytes == MAP_FAILED)
		return -errno;
	/* a kernel without huge pages says EINVAL, and has none */
	(void)madvise(bytes, room, MADV_NOHUGEPAGE);
	*ret = (struct memory){ .bytes = bytes, .room = room };
	return 0;
}

int memory_map_file(struct memory *ret, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

	if (bytes == MAP_FAILED)
		return -errno;
	*ret = (struct memory){ .bytes = bytes,
				.room = (uint64_t)st.st_size,
				.len = (uint64_t)st.st_size };
	return 0;
}

never_inline void memory_wipe_stack(void)
{
	char left[WIPED_BYTES];

	explicit_bzero(left, sizeof(left));
}

int memory_seal(const struct memory *m)
{
	return mprotect(m->bytes, m->room, PROT_READ) < 0 ? -errno : 0;
}

void memory_drop(uint8_t *bytes, size_t len)
{
	(void)madvise(bytes, len, MADV_DONTNEED);
}

void memory_release(struct memory *m)
{
	if (m->bytes)
		(void)munmap(m->bytes, m->room);
	*m = (struct memory){ .bytes = NULL };
}
