/* SPDX-License-Identifier: MIT */
#include "initrd-builder/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHUNK_LEN = 64 * 1024,
	ALIGN = alignof(max_align_t),
};

struct arena_chunk {
	struct arena_chunk *before;
	alignas(max_align_t) unsigned char bytes[];
};

void *arena_alloc(struct arena *a, size_t len)
{
	size_t rounded = len + (-len & (ALIGN - 1));

	if (rounded < len)
		return NULL;
	if (rounded > a->left || !a->last) {
		size_t chunk_len = rounded > CHUNK_LEN ? rounded : CHUNK_LEN;
		struct arena_chunk *chunk = calloc(1, sizeof(*chunk) + chunk_len);

		if (!chunk)
			return NULL;
		chunk->before = a->last;
		a->last = chunk;
		a->left = chunk_len;
	}
	/* From the end downwards, so that the chunk need not know its length. */
	a->left -= rounded;
	return a->last->bytes + a->left;
}

char *arena_copy(struct arena *a, const void *bytes, size_t len)
{
	char *copy = len < SIZE_MAX ? arena_alloc(a, len + 1) : NULL;

	if (copy && len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0)
		return NULL;
	text = arena_alloc(a, (size_t)len + 1);
	if (!text)
		return NULL;
	va_start(args, fmt);
	(void)vsnprintf(text, (size_t)len + 1, fmt, args);
	va_end(args);
	return text;
}

void arena_free(struct arena *a)
{
	while (a->last) {
		struct arena_chunk *before = a->last->before;

		free(a->last);
		a->last = before;
	}
	a->left = 0;
}
