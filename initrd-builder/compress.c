/* SPDX-License-Identifier: MIT */
#include "initrd-builder/compress.h"

#include <errno.h>
#include <lzma.h>
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
};

struct codec_levels {
	const char *name;
	int min, max, usual;
};

static const struct codec_levels levels_of[] = {
	[CODEC_NONE] = { "none", 0, 0, 0 },
	[CODEC_GZIP] = { "gzip", 1, 9, 6 },
	[CODEC_XZ] = { "xz", 0, 9, 6 },
	/* Above 19 the window is larger than 8 MiB, which the kernel has to allocate. */
	[CODEC_ZSTD] = { "zstd", 1, 19, 3 },
};

int compression_parse(const char *text, struct compression *ret, struct reason *why)
{
	size_t len = strcspn(text, ":");
	uint64_t level;

	for (size_t i = 0; i < ARRAY_LEN(levels_of); i++) {
		const struct codec_levels *l = &levels_of[i];

		if (strlen(l->name) != len || memcmp(l->name, text, len) != 0)
			continue;
		*ret = (struct compression){ .codec = (enum codec)i, .level = l->usual };
		if (text[len] == '\0')
			return 0;
		const char *number = text + len + 1;

		if (text_to_u64(number, strlen(number), (uint64_t)l->max, &level) != 0 ||
		    (int)level < l->min || i == CODEC_NONE)
			return reason_set(why, -EINVAL,
					  "'%s': %s takes a level from %d to %d", text,
					  l->name, l->min, l->max);
		ret->level = (int)level;
		return 0;
	}
	return reason_set(why, -EINVAL, "'%s' is not none, gzip, xz or zstd", text);
}

static int workers(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	return cpus < 1 ? 1 : cpus > WORKERS_MAX ? WORKERS_MAX : (int)cpus;
}

static int zstd_into(ZSTD_CCtx *ctx, int level, const void *bytes, size_t len,
		     struct buffer *to, struct reason *why)
{
	size_t bound = ZSTD_compressBound(len), n;
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

static int compress_xz(int level, const void *bytes, size_t len, struct buffer *to,
		       struct reason *why)
{
	size_t bound = lzma_stream_buffer_bound(len);

	if (bound == 0 || buffer_reserve(to, bound) != 0)
		return reason_errno(why, -ENOMEM, "xz");
	/* The kernel knows no other check than CRC32, and xz's own default is CRC64. */
	if (lzma_easy_buffer_encode((uint32_t)level, LZMA_CHECK_CRC32, NULL, bytes, len,
				    to->bytes, &to->len, to->len + bound) != LZMA_OK)
		return reason_errno(why, -ENOMEM, "xz");
	return 0;
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

int compress_bytes(struct compression compression, const void *bytes, size_t len,
		   struct buffer *to, struct reason *why)
{
	switch (compression.codec) {
	case CODEC_GZIP:
		return compress_gzip(compression.level, bytes, len, to, why);
	case CODEC_XZ:
		return compress_xz(compression.level, bytes, len, to, why);
	case CODEC_ZSTD:
		return compress_zstd(compression.level, bytes, len, to, why);
	case CODEC_NONE:
		break;
	}
	return reason_set(why, -EINVAL, "nothing to compress with");
}
