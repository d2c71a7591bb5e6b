/* SPDX-License-Identifier: MIT */
/* What the kernel unpacks and mkinitrd does not write, by decoders of our own: initrds of
 * other tools come in it. */
#include <errno.h>
#include <stdlib.h>

#include "initrd-builder/buffer.h"
#include "initrd-builder/unpack_internal.h"
#include "pure/bzip2.h"
#include "pure/lz4.h"
#include "pure/lzo.h"

static struct cursor begin(const struct unpacking *u)
{
	return cursor_over(u->in, u->in_left);
}

static void end(struct unpacking *u, const struct cursor *at)
{
	u->in = at->at;
	u->in_left = at->left;
}

static int unpack_lz4_chunk(struct unpacking *u, struct cursor chunk)
{
	size_t room = 0, len = 0;
	int r = unpacking_room(u, LZ4_CHUNK_MAX, &room);

	if (r != 0)
		return r;
	r = lz4_unpack_chunk(chunk, u->to->bytes + u->to->len, room, &len);
	if (r != 0)
		return room < LZ4_CHUNK_MAX ? -EFBIG : r;
	return unpacking_took(u, len);
}

int unpack_lz4(struct unpacking *u)
{
	struct cursor in = begin(u), chunk;
	int r;

	while ((r = lz4_next_chunk(&in, &chunk)) == 1) {
		r = unpack_lz4_chunk(u, chunk);
		if (r != 0)
			return r;
	}
	end(u, &in);
	return r;
}

static int unpack_lzo_block(struct unpacking *u, const struct lzo_block *block)
{
	size_t room = 0;
	int r = unpacking_room(u, block->len, &room);

	if (r == 0 && room < block->len)
		r = -EFBIG;
	if (r == 0)
		r = lzo_unpack_block(block, u->to->bytes + u->to->len);
	return r ? r : unpacking_took(u, block->len);
}

int unpack_lzo(struct unpacking *u)
{
	struct cursor in = begin(u);
	struct lzo_block block;
	int r = lzo_skip_header(&in);

	if (r != 0)
		return r;
	while ((r = lzo_next_block(&in, &block)) == 1) {
		r = unpack_lzo_block(u, &block);
		if (r != 0)
			return r;
	}
	end(u, &in);
	return r;
}

static int read_bzip2_block(struct unpacking *u, struct bzip2 *z)
{
	size_t room = 0, len = 1;
	int r = 0;

	while (r == 0 && len > 0) {
		r = unpacking_room(u, BZIP2_BLOCK_MAX, &room);
		if (r != 0)
			return r;
		len = bzip2_read(z, u->to->bytes + u->to->len, room);
		r = unpacking_took(u, len);
	}
	return r;
}

static int read_bzip2(struct unpacking *u, struct bzip2 *z)
{
	int r = bzip2_begin(z, begin(u));

	if (r != 0)
		return r;
	while ((r = bzip2_next_block(z)) == 1) {
		r = read_bzip2_block(u, z);
		if (r != 0)
			return r;
	}
	end(u, &z->in);
	return r;
}

int unpack_bzip2(struct unpacking *u)
{
	struct bzip2 *z = malloc(sizeof(*z));
	int r = z ? read_bzip2(u, z) : -ENOMEM;

	free(z);
	return r;
}
