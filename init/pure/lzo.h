/* SPDX-License-Identifier: MIT */
/* LZO1X in lzop's file format, as the kernel unpacks it (lib/decompress_unlzo.c). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/cursor.h"

enum {
	LZO_BLOCK_MAX =
		256 * 1024, /* what one holds, unpacked; the kernel takes no more */
};

struct lzo_block {
	struct cursor in;
	size_t len; /* unpacked */
};

/* Skip lzop's header.  Returns 0 or -EBADMSG. */
must_check int lzo_skip_header(struct cursor *in);

/* Take the next block.  Returns 1, 0 at the mark of the end, or -EBADMSG. */
must_check int lzo_next_block(struct cursor *in, struct lzo_block *ret);

/* Unpack block->len bytes.  Returns 0 or -EBADMSG. */
must_check int lzo_unpack_block(const struct lzo_block *block, uint8_t *out);
