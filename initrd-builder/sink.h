/* SPDX-License-Identifier: MIT */
/* Where bytes go: into memory that keeps them, or through memory into a file. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "initrd-builder/buffer.h"

struct sink {
	int fd; /* borrowed; -1: @bytes keeps everything */
	struct buffer bytes;
	uint64_t flushed_len; /* in the file */
};

/* Make room behind bytes.len for at most @len bytes.  Returns for how many, or -errno. */
must_check ssize_t sink_room(struct sink *s, size_t len);

/* So many bytes have been put where sink_room() made some. */
must_check int sink_took(struct sink *s, size_t len);

/*
 * Let the kernel take up to @len bytes from where @fd stands, which then share blocks with
 * it where the file system can.  Returns how many, be it none, or -errno.
 */
must_check ssize_t sink_share(struct sink *s, int fd, size_t len);

must_check int sink_put(struct sink *s, const void *bytes, size_t len);
must_check int sink_flush(struct sink *s);
