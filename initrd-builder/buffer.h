/* SPDX-License-Identifier: MIT */
/* Bytes in memory that grows. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct buffer {
	uint8_t *bytes;
	size_t len, cap;
};

/* Make room for @more bytes behind the last.  Returns 0 or -ENOMEM. */
must_check int buffer_reserve(struct buffer *b, size_t more);

must_check int buffer_append(struct buffer *b, const void *bytes, size_t len);
must_check int buffer_append_zeroes(struct buffer *b, size_t len);

void buffer_free(struct buffer *b);
#define cleanup_buffer cleanup_with(buffer_free)
