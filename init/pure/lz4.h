/* SPDX-License-Identifier: MIT */
/* LZ4 as the kernel unpacks it (lib/decompress_unlz4.c): the "legacy" frame of `lz4 -l`. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/cursor.h"

enum {
	LZ4_MAGIC_LEN = 4,
	LZ4_CHUNK_MAX = 8 * 1024 * 1024, /* what one holds, unpacked */
};

/*
 * Take the next chunk behind the magic.  Returns 1; 0 at the end, which only four zeroes
 * tell, or less than four bytes; or -EBADMSG for a chunk that is cut short.
 */
must_check int lz4_next_chunk(struct cursor *in, struct cursor *ret);

/* Unpack one.  Returns 0, or -EBADMSG for broken data or more than @cap bytes. */
must_check int lz4_unpack_chunk(struct cursor in, uint8_t *out, size_t cap,
				size_t *ret_len);
