/* SPDX-License-Identifier: MIT */
/* Reading and writing files of the build machine. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct buffer;
struct reason;

/* Open a regular file (or a symlink to one) and tell its length. */
must_check int file_open_regular(const char *path, int *ret_fd, uint64_t *ret_len,
				 struct reason *why);

/* Append the content of the file, which may not be longer than @max. */
must_check int file_read_all(const char *path, uint64_t max, struct buffer *to,
			     struct reason *why);
