/* SPDX-License-Identifier: MIT */
/*
 * bzip2, as the kernel unpacks it (lib/decompress_bunzip2.c): one stream, its blocks
 * without the randomisation that bzip2 gave up in 1997.  The format is described nowhere
 * but in its programs; the names below are those of the steps that they share.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/cursor.h"

enum {
	BZIP2_BLOCK_MAX = 900000,
	BZIP2_SYMBOLS_MAX = 258, /* two for runs, 255 places, the end */
	BZIP2_CODE_MAX = 20,     /* bits */
	BZIP2_CODES_MAX = 6,
	BZIP2_SELECTORS_MAX = 1 << 15,
};

/* A canonical Huffman code; lengths count from 1. */
struct bzip2_code {
	uint32_t limit[BZIP2_CODE_MAX + 1]; /* the next 20 bits are below, if it is one of
					       this length */
	uint32_t first[BZIP2_CODE_MAX + 1]; /* of this length */
	uint16_t index[BZIP2_CODE_MAX + 1]; /* of its symbol */
	uint16_t symbols[BZIP2_SYMBOLS_MAX];
};

/* 4 MiB; what the caller need not look into. */
struct bzip2 {
	struct cursor in;
	uint64_t bits;
	unsigned int bits_len;
	uint32_t crc_table[256];
	uint32_t block_max;
	uint32_t block_crc, wanted_crc, stream_crc;
	/* The block: a byte each and, above it, the place of the one that follows. */
	uint32_t chain[BZIP2_BLOCK_MAX];
	uint32_t len, left, at;
	/* Behind four equal bytes, a number says how many more there are. */
	unsigned int equal, repeat;
	uint8_t last;
	uint8_t places[256];
	unsigned int places_len;
	struct bzip2_code codes[BZIP2_CODES_MAX];
	uint8_t selectors[BZIP2_SELECTORS_MAX];
	unsigned int selectors_len;
};

/* Returns 0 or -EBADMSG. */
must_check int bzip2_begin(struct bzip2 *z, struct cursor in);

/* Unpack the next block, when the one before has been read to its end.  Returns 1; 0 at the
 * end of the stream, behind which z->in stands then; or -EBADMSG. */
must_check int bzip2_next_block(struct bzip2 *z);

/* Take what comes out of it, at most @cap bytes; 0 when there is no more. */
size_t bzip2_read(struct bzip2 *z, uint8_t *out, size_t cap);
