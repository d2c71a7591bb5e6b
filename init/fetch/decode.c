/* SPDX-License-Identifier: MIT */
/*
 * decode: gzip, xz, zstd or nothing, told by the first bytes, from standard input to
 * standard output.  What comes out counts only when a digest of what went in, or of all
 * that came out, holds; that is the reader's business.
 */
#include <errno.h>
#include <lzma.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/attr.h"
#include "fetch/channel.h"
#include "fetch/role.h"

enum {
	MAGIC_MAX = 6,
	WINDOW_LOG_MAX = 27, /* 128 MiB: zstd's own limit without --long=31 */
};

/* xz -9 needs 65 MiB; a header that asks for much more is out to hurt. */
#define XZ_MEMORY_MAX (192ULL * 1024 * 1024)

/* Bytes that were read and not yet used. */
struct source {
	uint8_t bytes[64 * 1024];
	size_t at, len;
	bool is_at_end;
};

static struct source in;
static uint8_t out[128 * 1024];

struct sink {
	uint64_t written, max;
};

struct decoder {
	uint8_t magic[MAGIC_MAX];
	size_t magic_len;
	/* Returns 0; -ENODATA if the data end too early, -EBADMSG with a reason in @why if
	 * they are damaged, -EFBIG if they are more than @sink takes, or another -errno. */
	int (*run)(struct sink *sink, const char **why);
};

/* Have something unread in @in, unless the input is at its end. */
static int fill(void)
{
	if (in.at < in.len || in.is_at_end)
		return 0;
	ssize_t n = channel_read(in.bytes, sizeof(in.bytes));
	if (n < 0)
		return (int)n;
	in.at = 0;
	in.len = (size_t)n;
	in.is_at_end = n == 0;
	return 0;
}

/* The first bytes, even if the writer sends them one by one. */
static int fill_magic(void)
{
	while (in.len < MAGIC_MAX) {
		ssize_t n = channel_read(in.bytes + in.len, sizeof(in.bytes) - in.len);

		if (n < 0)
			return (int)n;
		if (n == 0)
			break;
		in.len += (size_t)n;
	}
	return 0;
}

static int drain(struct sink *sink, const uint8_t *bytes, size_t len)
{
	if (len > sink->max - sink->written)
		return -EFBIG;
	int rc = channel_write(bytes, len);
	if (rc == 0)
		sink->written += len;
	return rc;
}

static int copy(struct sink *sink, const char **why)
{
	int rc;

	(void)why;
	while ((rc = fill()) == 0 && !in.is_at_end) {
		rc = drain(sink, in.bytes + in.at, in.len - in.at);
		if (rc < 0)
			return rc;
		in.at = in.len;
	}
	return rc;
}

/* One call of inflate(): 1 at the end of a member, 0 to go on, or -errno. */
static int inflate_some(z_stream *z, struct sink *sink, const char **why)
{
	z->next_in = in.bytes + in.at;
	z->avail_in = (uInt)(in.len - in.at);
	z->next_out = out;
	z->avail_out = sizeof(out);
	int state = inflate(z, Z_NO_FLUSH);
	in.at = in.len - z->avail_in;
	if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
		*why = z->msg ? z->msg : "damaged gzip data";
		return state == Z_MEM_ERROR ? -ENOMEM : -EBADMSG;
	}
	int rc = drain(sink, out, sizeof(out) - z->avail_out);
	if (rc < 0)
		return rc;
	return state == Z_STREAM_END;
}

/* gzip data may be several members, one behind the other (RFC 1952 2.2). */
static int decode_gzip(struct sink *sink, const char **why)
{
	z_stream z = { 0 };
	bool is_whole = false; /* between two members */
	int rc = inflateInit2(&z, 16 + MAX_WBITS) == Z_OK ? 0 : -ENOMEM;

	while (rc >= 0) {
		rc = fill();
		if (rc < 0 || in.is_at_end)
			break;
		if (is_whole)
			(void)inflateReset(&z);
		rc = inflate_some(&z, sink, why);
		is_whole = rc == 1;
	}
	(void)inflateEnd(&z);
	if (rc < 0)
		return rc;
	return is_whole ? 0 : -ENODATA;
}

static int xz_error(lzma_ret state, const char **why)
{
	if (state == LZMA_BUF_ERROR)
		return -ENODATA;
	if (state == LZMA_MEM_ERROR)
		return -ENOMEM;
	*why = state == LZMA_MEMLIMIT_ERROR  ? "xz data that need too much memory"
	       : state == LZMA_OPTIONS_ERROR ? "xz data with an unknown filter"
					     : "damaged xz data";
	return -EBADMSG;
}

static int decode_xz(struct sink *sink, const char **why)
{
	lzma_stream xz = LZMA_STREAM_INIT;
	lzma_ret state = lzma_stream_decoder(&xz, XZ_MEMORY_MAX, LZMA_CONCATENATED);
	int rc = 0;

	while (state == LZMA_OK && rc == 0) {
		rc = fill();
		if (rc < 0)
			break;
		xz.next_in = in.bytes + in.at;
		xz.avail_in = in.len - in.at;
		xz.next_out = out;
		xz.avail_out = sizeof(out);
		state = lzma_code(&xz, in.is_at_end ? LZMA_FINISH : LZMA_RUN);
		in.at = in.len - xz.avail_in;
		rc = drain(sink, out, sizeof(out) - xz.avail_out);
	}
	lzma_end(&xz);
	if (rc < 0)
		return rc;
	return state == LZMA_STREAM_END ? 0 : xz_error(state, why);
}

static int decode_zstd(struct sink *sink, const char **why)
{
	ZSTD_DCtx *zstd = ZSTD_createDCtx();
	size_t state = 1; /* 0: between two frames */
	int rc = zstd ? 0 : -ENOMEM;

	if (zstd && ZSTD_isError(ZSTD_DCtx_setParameter(zstd, ZSTD_d_windowLogMax,
							WINDOW_LOG_MAX)))
		rc = -EINVAL;
	while (rc == 0) {
		ZSTD_outBuffer to = { out, sizeof(out), 0 };

		rc = fill();
		if (rc < 0 || in.is_at_end)
			break;
		ZSTD_inBuffer from = { in.bytes, in.len, in.at };
		state = ZSTD_decompressStream(zstd, &to, &from);
		if (ZSTD_isError(state)) {
			*why = ZSTD_getErrorName(state);
			rc = -EBADMSG;
			break;
		}
		in.at = from.pos;
		rc = drain(sink, out, to.pos);
	}
	(void)ZSTD_freeDCtx(zstd);
	if (rc < 0)
		return rc;
	return state == 0 ? 0 : -ENODATA;
}

static const struct decoder decoders[] = {
	{ { 0x1f, 0x8b, 0x08 }, 3, decode_gzip },
	{ { 0xfd, '7', 'z', 'X', 'Z', 0 }, 6, decode_xz },
	{ { 0x28, 0xb5, 0x2f, 0xfd }, 4, decode_zstd },
	{ .run = copy },
};

static int decode(struct sink *sink, const char **why)
{
	int rc = fill_magic();

	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(decoders); i++) {
		const struct decoder *d = &decoders[i];

		if (in.len >= d->magic_len &&
		    memcmp(in.bytes, d->magic, d->magic_len) == 0)
			return d->run(sink, why);
	}
	return rc;
}

enum role_exit decode_run(const struct role_options *options)
{
	struct sink sink = { .max = options->max_bytes };
	const char *why = NULL;
	int rc = decode(&sink, &why);
	struct fetch_msg msg = {
		.kind = FETCH_END,
		.result = rc == 0          ? FETCH_OK
			  : rc == -ENODATA ? FETCH_SHORT
			  : rc == -EFBIG   ? FETCH_TOO_LARGE
					   : FETCH_OTHER,
		.content_len = -1,
		.bytes = sink.written,
	};

	if (rc < 0 && rc != -EBADMSG && rc != -ENODATA && rc != -EFBIG)
		msg.os_errno = (unsigned int)-rc;
	if (rc < 0)
		(void)snprintf(msg.text, sizeof(msg.text), "%s",
			       rc == -ENODATA ? "the compressed data end too early"
			       : rc == -EFBIG ? "too large when decompressed"
			       : why          ? why
					      : strerror(-rc));
	channel_send(&msg);
	return rc == 0 ? ROLE_DONE : ROLE_FAILED;
}
