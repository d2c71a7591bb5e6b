/* SPDX-License-Identifier: MIT */
/* Reading and writing whole things; the clock.  All retry on EINTR. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"

/* Milliseconds of CLOCK_MONOTONIC. */
uint64_t io_now_ms(void);

/* Write all of it.  Returns 0 or -errno. */
must_check int io_write_all(int fd, const void *bytes, size_t len);

/* read(2) once.  Returns how much, 0 at the end, or -errno. */
must_check ssize_t io_read(int fd, void *to, size_t cap);

/* Read up to @cap bytes of a file, and NUL-terminate within @cap.  Returns its length,
 * -EFBIG if it does not fit, or -errno. */
must_check ssize_t io_read_file(const char *path, void *to, size_t cap);

/* Read a file of at most @max bytes into memory that the caller frees.  Returns 0; -EINVAL
 * if it is a folder, a FIFO or a device, which cannot keep us waiting; -EFBIG; or -errno. */
must_check int io_load_file(const char *path, size_t max, uint8_t **ret, size_t *ret_len);

/* For cleanup_with(): free what io_load_file() gave. */
void io_free(uint8_t **bytes);

/* Write a short text to an existing file (sysctl, sysfs).  Returns 0 or -errno. */
must_check int io_write_file(const char *path, const char *text);

/* Create or replace a file atomically: temporary name, then rename.  Returns 0 or -errno. */
must_check int io_replace_file(const char *path, const void *bytes, size_t len,
			       unsigned int mode);
