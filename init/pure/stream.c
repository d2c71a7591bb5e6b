/* SPDX-License-Identifier: MIT */
#include "pure/stream.h"

#include <errno.h>

enum {
	PIECE_BYTES = 16 * 1024,
};

int stream_read(struct stream *s, void *to, size_t len)
{
	int r = len > INT64_MAX - s->at ? -EOVERFLOW : s->read(s->context, to, len);

	if (r == 0)
		s->at += len;
	return r;
}

int stream_skip(struct stream *s, uint64_t len)
{
	uint8_t piece[PIECE_BYTES];
	int r = 0;

	for (; r == 0 && len >= sizeof(piece); len -= sizeof(piece))
		r = stream_read(s, piece, sizeof(piece));
	return r == 0 && len > 0 ? stream_read(s, piece, len) : r;
}
