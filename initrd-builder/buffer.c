/* SPDX-License-Identifier: MIT */
#include "initrd-builder/buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_CAP = 4096,
};

int buffer_reserve(struct buffer *b, size_t more)
{
	size_t cap = b->cap ? b->cap : FIRST_CAP;
	uint8_t *bytes;

	if (more <= b->cap - b->len)
		return 0;
	if (more > SIZE_MAX / 2 - b->len)
		return -ENOMEM;
	while (cap - b->len < more)
		cap *= 2;
	bytes = realloc(b->bytes, cap);
	if (!bytes)
		return -ENOMEM;
	b->bytes = bytes;
	b->cap = cap;
	return 0;
}

int buffer_append(struct buffer *b, const void *bytes, size_t len)
{
	int r = buffer_reserve(b, len);

	if (r == 0 && len > 0) {
		memcpy(b->bytes + b->len, bytes, len);
		b->len += len;
	}
	return r;
}

int buffer_append_zeroes(struct buffer *b, size_t len)
{
	int r = buffer_reserve(b, len);

	if (r == 0 && len > 0) {
		memset(b->bytes + b->len, 0, len);
		b->len += len;
	}
	return r;
}

void buffer_free(struct buffer *b)
{
	free(b->bytes);
	*b = (struct buffer){ 0 };
}
