/* SPDX-License-Identifier: MIT */
/*
 * What a segment is compressed with, such that the kernel's decompressors take it and the
 * bytes depend on nothing but the input and the library's version (never on the number
 * of threads).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct buffer;
struct reason;

enum codec {
	CODEC_NONE,
	CODEC_GZIP,
	CODEC_XZ,
	CODEC_ZSTD,
	/* The kernel has these, too; archives of other tools are read, none is written. */
	CODEC_BZIP2,
	CODEC_LZMA,
	CODEC_LZO,
	CODEC_LZ4,
};

enum {
	COMPRESSION_LIBRARY_MAX = 64,
};

struct compression {
	enum codec codec;
	int level;
};

#define COMPRESSION_NONE ((struct compression){ .codec = CODEC_NONE })

/* Parse "none", "gzip", "xz" or "zstd", with ":LEVEL" behind it or the default level. */
must_check int compression_parse(const char *text, struct compression *ret,
				 struct reason *why);

/* The library that compresses, and its version, on which the bytes depend; "" for none. */
const char *compression_library(enum codec codec,
				char ret[static COMPRESSION_LIBRARY_MAX]);

/* Append the compressed @bytes to @to. */
must_check int compress_bytes(struct compression compression, const void *bytes,
			      size_t len, struct buffer *to, struct reason *why);
