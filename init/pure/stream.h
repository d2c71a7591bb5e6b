/* SPDX-License-Identifier: MIT */
/* An archive that is read once, from its beginning to its end, and knows where it is. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct stream {
	/* Read exactly @len bytes, or return a negative number. */
	int (*read)(void *context, void *to, size_t len);
	void *context;
	uint64_t at;
};

/* Return 0, or the negative number of the reader, -EOVERFLOW. */
must_check int stream_read(struct stream *s, void *to, size_t len);
must_check int stream_skip(struct stream *s, uint64_t len);
