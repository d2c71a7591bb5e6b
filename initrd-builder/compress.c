/* SPDX-License-Identifier: MIT */
#include "initrd-builder/compress.h"

#include <errno.h>
#include <lzma.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

#include "base/text.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/reason.h"

enum {
	/* More help little at the sizes of an initrd, and each wants its own window. */
	WORKERS_MAX = 8,
	GZIP_WINDOW = 15 + 16, /* the largest, with gzip's header and not zlib's */
	GZIP_MEMORY = 8,       /* zlib's default */
	GZIP_PIECE = 1 << 30,  /* zlib counts input in an unsigned int */
	ZSTD_MAGIC_LEN = 4,
	ZSTD_BLOCK_HEAD_LEN = 3,
	FRAME_ALIGN = 4, /* where a raw archive may begin */
	ZSTD_MORE_MAX = (FRAME_ALIGN - 1) * ZSTD_BLOCK_HEAD_LEN,
};

static const struct encoder {
	const char *name;
	enum codec codec;
	int min, max, usual;
} encoders[] = {
	{ "none", CODEC_NONE, 0, 0, 0 },
	{ "gzip", CODEC_GZIP, 1, 9, 6 },
	{ "xz", CODEC_XZ, 0, 9, 6 },
	/* Above 19 the window is larger than 8 MiB, which the kernel has to allocate. */
	{ "zstd", CODEC_ZSTD, 1, 19, 3 },
};

int compression_parse(const char *text, struct compression *ret, struct reason *why)
{
	size_t len = strcspn(text, ":");
	uint64_t level;

	for (size_t i = 0; i < ARRAY_LEN(encoders); i++) {
		const struct encoder *e = &encoders[i];

		if (strlen(e->name) != len || memcmp(e->name, text, len) != 0)
			continue;
		*ret = (struct compression){ .codec = e->codec, .level = e->usual };
		if (text[len] == '\0')
			return 0;
		const char *number = text + len + 1;

		if (text_to_u64(number, strlen(number), (uint64_t)e->max, &level) != 0 ||
		    (int)level < e->min || e->codec == CODEC_NONE)
			return reason_set(why, -EINVAL,
					  "'%s': %s takes a level from %d to %d", text,
					  e->name, e->min, e->max);
		ret->level = (int)level;
		return 0;
	}
	return reason_set(why, -EINVAL, "'%s' is not none, gzip, xz or zstd", text);
}

const char *compression_library(enum codec codec,
				char ret[static COMPRESSION_LIBRARY_MAX])
{
	const char *name = "", *version = "";

	switch (codec) {
	case CODEC_GZIP:
		name = "zlib ";
		version = zlibVersion();
		break;
	case CODEC_XZ:
		name = "liblzma ";
		version = lzma_version_string();
		break;
	case CODEC_ZSTD:
		name = "libzstd ";
		version = ZSTD_versionString();
		break;
	case CODEC_NONE:
	case CODEC_BZIP2:
	case CODEC_LZMA:
	case CODEC_LZO:
	case CODEC_LZ4:
		break;
	}
	(void)snprintf(ret, COMPRESSION_LIBRARY_MAX, "%s%s", name, version);
	return ret;
}

static int workers(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	return cpus < 1 ? 1 : cpus > WORKERS_MAX ? WORKERS_MAX : (int)cpus;
}

/*
 * Bring the frame to a multiple of 4 by blocks of nothing in front of the others.  A raw
 * archive may follow then, and no zeroes have to stand between, at which zstd(1), and
 * lsinitramfs(8) with it, would stop.
 */
static int align_frame(uint8_t *frame, size_t *len, size_t cap)
{
	/* RFC 8878, 3.1.1.1.1: how long the size of the content and the window's are. */
	static const uint8_t size_len[] = { 0, 2, 4, 8 };
	uint8_t descriptor = frame[ZSTD_MAGIC_LEN];
	bool is_single_segment = descriptor & 1 << 5;
	size_t head_len = ZSTD_MAGIC_LEN + 1 + size_len[descriptor >> 6];
	/* Raw, empty, not the last; three of its length are one short of a multiple. */
	size_t more = (*len & (FRAME_ALIGN - 1)) * ZSTD_BLOCK_HEAD_LEN;

	if (!is_single_segment || descriptor >> 6 == 0)
		head_len++; /* the window's size, or one byte of the content's */
	if (more > cap - *len)
		return -ENOMEM;
	memmove(frame + head_len + more, frame + head_len, *len - head_len);
	memset(frame + head_len, 0, more);
	*len += more;
	return 0;
}

static int zstd_into(ZSTD_CCtx *ctx, int level, const void *bytes, size_t len,
		     struct buffer *to, struct reason *why)
{
	size_t bound = ZSTD_compressBound(len) + ZSTD_MORE_MAX, n;
	const struct {
		ZSTD_cParameter parameter;
		int value;
	} wanted[] = {
		{ ZSTD_c_compressionLevel, level },
		{ ZSTD_c_checksumFlag, 1 },
		/* With none, the library takes its serial path, whose bytes differ. */
		{ ZSTD_c_nbWorkers, workers() },
	};

	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		n = ZSTD_CCtx_setParameter(ctx, wanted[i].parameter, wanted[i].value);
		if (ZSTD_isError(n))
			return reason_set(why, -ENOTSUP, "zstd: %s",
					  ZSTD_getErrorName(n));
	}
	if (buffer_reserve(to, bound) != 0)
		return reason_errno(why, -ENOMEM, "zstd");
	/* In one call, so that the length is known and stands in the frame. */
	n = ZSTD_compress2(ctx, to->bytes + to->len, bound, bytes, len);
	if (ZSTD_isError(n))
		return reason_set(why, -ENOMEM, "zstd: %s", ZSTD_getErrorName(n));
	if (align_frame(to->bytes + to->len, &n, bound) != 0)
		return reason_errno(why, -ENOMEM, "zstd");
	to->len += n;
	return 0;
}

static int compress_zstd(int level, const void *bytes, size_t len, struct buffer *to,
			 struct reason *why)
{
	ZSTD_CCtx *ctx = ZSTD_createCCtx();
	int r;

	if (!ctx)
		return reason_errno(why, -ENOMEM, "zstd");
	r = zstd_into(ctx, level, bytes, len, to, why);
	ZSTD_freeCCtx(ctx);
	return r;
}

static int deflate_into(z_stream *z, size_t len, struct buffer *to)
{
	int status = Z_OK;

	while (status != Z_STREAM_END) {
		uInt piece = len > GZIP_PIECE ? GZIP_PIECE : (uInt)len;
		uLong bound = deflateBound(z, piece);

		if (buffer_reserve(to, bound) != 0)
			return -ENOMEM;
		z->avail_in = piece;
		z->next_out = to->bytes + to->len;
		z->avail_out = (uInt)bound;
		status = deflate(z, len > piece ? Z_NO_FLUSH : Z_FINISH);
		if (status == Z_STREAM_ERROR)
			return -EINVAL;
		to->len += bound - z->avail_out;
		len -= piece - z->avail_in;
	}
	return 0;
}

static int compress_gzip(int level, const void *bytes, size_t len, struct buffer *to,
			 struct reason *why)
{
	z_stream z = { 0 };
	int r;

	if (deflateInit2(&z, level, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return reason_errno(why, -ENOMEM, "gzip");
	z.next_in = bytes;
	r = deflate_into(&z, len, to);
	(void)deflateEnd(&z);
	return r ? reason_errno(why, r, "gzip") : 0;
}

/* In one block: the multi-threaded encoder's bytes depend on how many there are. */
static int compress_xz(int level, const void *bytes, size_t len, struct buffer *to,
		       struct reason *why)
{
	size_t bound = lzma_stream_buffer_bound(len), out_len = 0;
	lzma_ret status;

	if (bound == 0 || buffer_reserve(to, bound) != 0)
		return reason_errno(why, -ENOMEM, "xz");
	/* The kernel's decoder knows no other sum, and refuses what has one. */
	status = lzma_easy_buffer_encode((uint32_t)level, LZMA_CHECK_CRC32, NULL, bytes,
					 len, to->bytes + to->len, &out_len, bound);
	if (status != LZMA_OK)
		return reason_set(why, status == LZMA_MEM_ERROR ? -ENOMEM : -EINVAL,
				  "xz: error %d", (int)status);
	to->len += out_len;
	return 0;
}

int compress_bytes(struct compression compression, const void *bytes, size_t len,
		   struct buffer *to, struct reason *why)
{
	switch (compression.codec) {
	case CODEC_GZIP:
		return compress_gzip(compression.level, bytes, len, to, why);
	case CODEC_ZSTD:
		return compress_zstd(compression.level, bytes, len, to, why);
	case CODEC_XZ:
		return compress_xz(compression.level, bytes, len, to, why);
	case CODEC_NONE:
	case CODEC_BZIP2:
	case CODEC_LZMA:
	case CODEC_LZO:
	case CODEC_LZ4:
		break;
	}
	return reason_set(why, -EINVAL, "nothing to compress with");
}
