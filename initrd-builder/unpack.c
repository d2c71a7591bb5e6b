/* SPDX-License-Identifier: MIT */
#include "initrd-builder/unpack.h"

#include <errno.h>
#include <lzma.h>
#include <stdbool.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

#include "base/cursor.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/unpack_internal.h"

enum {
	PIECE_LEN = 256 * 1024,
	GZIP_WINDOW = 15 + 16, /* any window, with gzip's header */
	GZIP_TRAILER_LEN = 8,
	GZIP_INPUT_MAX = 1 << 30,          /* zlib counts in an unsigned int */
	XZ_MEMORY_MAX = 512 * 1024 * 1024, /* the largest preset's 64 MiB, eightfold */
};

/* As much of the magic as the kernel looks at (lib/decompress.c), where that is less than
 * chance could bring. */
static const struct {
	const char *name;
	const char *magic;
	size_t magic_len;
} codecs[] = {
	[CODEC_NONE] = { "none", "", 0 },
	[CODEC_GZIP] = { "gzip", "\x1f\x8b", 2 },
	[CODEC_XZ] = { "xz",
		       "\xfd"
		       "7zXZ",
		       6 },
	[CODEC_ZSTD] = { "zstd", "\x28\xb5\x2f\xfd", 4 },
	[CODEC_BZIP2] = { "bzip2", "BZ", 2 },
	[CODEC_LZMA] = { "lzma", "\x5d\x00", 2 },
	[CODEC_LZO] = { "lzo", "\x89\x4c", 2 },
	[CODEC_LZ4] = { "lz4", "\x02\x21", 2 },
};

enum codec unpack_codec(const void *bytes, size_t len)
{
	for (enum codec c = CODEC_GZIP; c <= CODEC_LZ4; c++)
		if (len >= codecs[c].magic_len &&
		    memcmp(bytes, codecs[c].magic, codecs[c].magic_len) == 0)
			return c;
	return CODEC_NONE;
}

const char *unpack_codec_name(enum codec codec)
{
	return codecs[codec].name;
}

int unpacking_room(const struct unpacking *u, size_t wanted, size_t *ret)
{
	size_t room = u->max < wanted ? (size_t)u->max + 1 : wanted;

	if (buffer_reserve(u->to, room) != 0)
		return -ENOMEM;
	*ret = room;
	return 0;
}

int unpacking_took(struct unpacking *u, size_t len)
{
	if (len > u->max)
		return -EFBIG;
	u->max -= len;
	u->to->len += len;
	return 0;
}

static int gzip_loop(struct unpacking *u, z_stream *z)
{
	int status = Z_OK, r = 0;

	while (r == 0 && status != Z_STREAM_END) {
		uInt in_len =
			u->in_left > GZIP_INPUT_MAX ? GZIP_INPUT_MAX : (uInt)u->in_left;
		size_t room = 0;

		r = unpacking_room(u, PIECE_LEN, &room);
		if (r != 0)
			return r;
		z->next_in = u->in;
		z->avail_in = in_len;
		z->next_out = u->to->bytes + u->to->len;
		z->avail_out = (uInt)room;
		status = inflate(z, Z_NO_FLUSH);
		u->in += in_len - z->avail_in;
		u->in_left -= in_len - z->avail_in;
		r = unpacking_took(u, room - z->avail_out);
		if (status != Z_OK && status != Z_STREAM_END)
			return status == Z_MEM_ERROR ? -ENOMEM : -EBADMSG;
	}
	return r;
}

/* The trailer, which is the last that was read: CRC-32 and length. */
static int check_gzip_sum(const struct unpacking *u, size_t start)
{
	struct cursor c = cursor_over(u->in - GZIP_TRAILER_LEN, GZIP_TRAILER_LEN);
	uint32_t sum = cursor_le32(&c), len = cursor_le32(&c);
	size_t out_len = u->to->len - start;

	if (len != (uint32_t)out_len ||
	    sum != (uint32_t)crc32_z(0, u->to->bytes + start, out_len))
		return -EILSEQ;
	return 0;
}

static int unpack_gzip(struct unpacking *u)
{
	z_stream z = { 0 };
	size_t start = u->to->len;
	int r = -ENOMEM;

	if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
		return -ENOMEM;
	/* The sum is ours to check: the kernel does not, and takes what has a wrong one. */
	if (inflateValidate(&z, 0) == Z_OK)
		r = gzip_loop(u, &z);
	(void)inflateEnd(&z);
	return r ? r : check_gzip_sum(u, start);
}

static int xz_loop(struct unpacking *u, lzma_stream *xz)
{
	lzma_ret status = LZMA_OK;
	int r = 0;

	while (r == 0 && status != LZMA_STREAM_END) {
		size_t room = 0;

		r = unpacking_room(u, PIECE_LEN, &room);
		if (r != 0)
			return r;
		xz->next_in = u->in;
		xz->avail_in = u->in_left;
		xz->next_out = u->to->bytes + u->to->len;
		xz->avail_out = room;
		status = lzma_code(xz, LZMA_RUN);
		u->in += u->in_left - xz->avail_in;
		u->in_left = xz->avail_in;
		r = unpacking_took(u, room - xz->avail_out);
		if (status != LZMA_OK && status != LZMA_STREAM_END)
			return status == LZMA_MEM_ERROR ? -ENOMEM : -EBADMSG;
	}
	return r;
}

/* xz, or the older format of its own compression, called lzma. */
static int unpack_xz(struct unpacking *u, enum codec codec)
{
	lzma_stream xz = LZMA_STREAM_INIT;
	lzma_ret status = codec == CODEC_XZ ? lzma_stream_decoder(&xz, XZ_MEMORY_MAX, 0)
					    : lzma_alone_decoder(&xz, XZ_MEMORY_MAX);
	int r;

	if (status != LZMA_OK)
		return -ENOMEM;
	r = xz_loop(u, &xz);
	lzma_end(&xz);
	return r;
}

static int zstd_loop(struct unpacking *u, ZSTD_DCtx *ctx)
{
	size_t left = 1;
	int r = 0;

	while (r == 0 && left != 0) {
		ZSTD_inBuffer in = { u->in, u->in_left, 0 };
		size_t room = 0;

		r = unpacking_room(u, PIECE_LEN, &room);
		if (r != 0)
			return r;
		ZSTD_outBuffer out = { u->to->bytes + u->to->len, room, 0 };

		left = ZSTD_decompressStream(ctx, &out, &in);
		if (ZSTD_isError(left) || (in.pos == 0 && out.pos == 0))
			return -EBADMSG;
		u->in += in.pos;
		u->in_left -= in.pos;
		r = unpacking_took(u, out.pos);
	}
	return r;
}

static int unpack_zstd(struct unpacking *u)
{
	ZSTD_DCtx *ctx = ZSTD_createDCtx();
	int r;

	if (!ctx)
		return -ENOMEM;
	r = zstd_loop(u, ctx);
	ZSTD_freeDCtx(ctx);
	return r;
}

int unpack_bytes(const void *bytes, size_t len, uint64_t max, struct buffer *to,
		 size_t *ret_used, struct reason *why)
{
	struct unpacking u = { .in = bytes, .in_left = len, .to = to, .max = max };
	enum codec codec = unpack_codec(bytes, len);
	int r = -EINVAL;

	switch (codec) {
	case CODEC_GZIP:
		r = unpack_gzip(&u);
		break;
	case CODEC_XZ:
	case CODEC_LZMA:
		r = unpack_xz(&u, codec);
		break;
	case CODEC_ZSTD:
		r = unpack_zstd(&u);
		break;
	case CODEC_BZIP2:
		r = unpack_bzip2(&u);
		break;
	case CODEC_LZO:
		r = unpack_lzo(&u);
		break;
	case CODEC_LZ4:
		r = unpack_lz4(&u);
		break;
	case CODEC_NONE:
		break;
	}
	*ret_used = len - u.in_left;
	if (r == -EBADMSG)
		return reason_set(why, r, "the %s data is broken or cut short",
				  unpack_codec_name(codec));
	if (r == -EILSEQ)
		return reason_set(why, r, "the %s data has a wrong sum",
				  unpack_codec_name(codec));
	if (r == -EFBIG)
		return reason_set(why, r, "the %s data holds more than %llu bytes",
				  unpack_codec_name(codec), (unsigned long long)max);
	if (r != 0)
		return reason_errno(why, r, "%s", unpack_codec_name(codec));
	return 0;
}
