/* SPDX-License-Identifier: MIT */
/* Decompression of modules and of segments, told apart by their first bytes. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "initrd-builder/compress.h"

struct buffer;
struct reason;

/* What the bytes are compressed with; CODEC_NONE for anything that is not known. */
enum codec unpack_codec(const void *bytes, size_t len);

const char *unpack_codec_name(enum codec codec);

/*
 * Append to @to what the one stream or frame at the beginning of @bytes holds, but no
 * more than @max bytes.  @ret_used tells where it ended.  Returns 0; -EBADMSG for broken
 * data, with what came before in @to; -EILSEQ for gzip data that is whole but has a wrong
 * sum; or another -errno.
 */
must_check int unpack_bytes(const void *bytes, size_t len, uint64_t max,
			    struct buffer *to, size_t *ret_used, struct reason *why);
