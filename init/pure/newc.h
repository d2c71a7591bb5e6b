/* SPDX-License-Identifier: MIT */
/*
 * The "newc" cpio format that the kernel unpacks as an initramfs
 * (Documentation/driver-api/early-userspace/buffer-format.rst), as bytes.
 *
 * What the kernel drops without a word (init/initramfs.c) is refused here with a reason.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	NEWC_HEADER_LEN = 110,
	NEWC_ALIGN = 4,
	/* A raw segment must start at a multiple of 4; cpio's own block size keeps the
	 * archive good for every other tool as well. */
	NEWC_SEGMENT_ALIGN = 512,
	NEWC_PATH_MAX = 4096, /* with its NUL; also what a symlink's target may have */
	NEWC_HEAD_MAX = NEWC_HEADER_LEN + NEWC_PATH_MAX + NEWC_ALIGN,
	NEWC_COMPONENT_MAX = 255,
	NEWC_RDEV_MAJOR_MAX = 4095,
	NEWC_RDEV_MINOR_MAX = (1 << 20) - 1,
};

#define NEWC_TRAILER "TRAILER!!!"

/* What a writer says about an entry.  Device numbers of the file system, which would
 * differ from build to build, are always written as 0. */
struct newc_entry {
	const char *path; /* without a leading slash */
	uint32_t ino;
	uint32_t mode; /* type and permissions */
	uint32_t uid, gid;
	uint32_t nlink;
	uint32_t mtime_s;
	uint32_t data_len;
	uint32_t rdev_major, rdev_minor;
	uint32_t path_padding; /* more NULs behind the path, a multiple of NEWC_ALIGN */
};

/* How many zero bytes bring @len up to the next multiple of @align, a power of two. */
static inline size_t newc_padding(size_t len, size_t align)
{
	return -len & (align - 1);
}

/* How long the head (header, path, NUL, padding) of a path of @path_len bytes is. */
static inline size_t newc_head_len(size_t path_len)
{
	size_t len = NEWC_HEADER_LEN + path_len + 1;

	return len + newc_padding(len, NEWC_ALIGN);
}

/* Why the kernel, or we, would not take @path as a name; NULL if it is a good one:
 * relative, no empty, "." or ".." component, not too long, not the trailer's. */
const char *newc_path_problem(const char *path);

/*
 * Write the head of @e to @out, which has room for @cap bytes; the data and its padding
 * follow.  Returns 0 or -ENOSPC.  The path is taken as it is: see newc_path_problem().
 */
must_check int newc_write_head(void *out, size_t cap, const struct newc_entry *e);

/*
 * An archive under construction in the caller's memory.  Like snprintf(), it counts on
 * when the memory is full: build once with no memory to learn the length.
 */
struct newc_builder {
	uint8_t *bytes;
	size_t cap;
	size_t len; /* what the archive needs so far, whether it fits or not */
	uint32_t last_ino;
	uint32_t mtime_s; /* of every entry */
	int error;
};

static inline struct newc_builder newc_build_in(void *bytes, size_t cap, uint32_t mtime_s)
{
	return (struct newc_builder){ .bytes = bytes, .cap = cap, .mtime_s = mtime_s };
}

/* Add an entry of root's with the bytes of a file or the target of a symlink. */
void newc_add(struct newc_builder *b, const char *path, uint32_t mode, const void *data,
	      size_t data_len);

/* Add the trailer and the padding.  Returns 0, -EINVAL if a path was bad, -EFBIG if a
 * file had 4 GiB or more, or -ENOSPC: the caller's memory is less than b->len. */
must_check int newc_finish(struct newc_builder *b);
