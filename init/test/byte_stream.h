/* SPDX-License-Identifier: MIT */
/* Bytes as a stream: what parse reads from a pipe. */
#pragma once

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *at;
	size_t left;
};

static inline int read_bytes(void *context, void *to, size_t len)
{
	struct bytes *b = context;

	if (len > b->left)
		return -ENODATA;
	memcpy(to, b->at, len);
	b->at += len;
	b->left -= len;
	return 0;
}
