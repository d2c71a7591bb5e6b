/* SPDX-License-Identifier: MIT */
/*
 * The stream of LZO1X is described in the kernel's Documentation/staging/lzo.rst: copies of
 * what was written before, each with up to three literal bytes behind it, and runs of
 * literals.  What a small first byte means depends on how many literals preceded it.
 */
#include "pure/lzo.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum {
	MAGIC_LEN = 9,
	VERSION_WITH_LEVEL = 0x0940,
	FLAG_FILTER = 0x0800,

	MANY_LITERALS = 4, /* of a run, and more */
	FIRST_BYTE_BASE = 17,
	FAR_BASE = 0x4000, /* distances from 16 KiB on; just that marks the end */
	AFTER_RUN_BASE = 0x0800,
};

struct lzo {
	struct cursor in;
	uint8_t *out;
	size_t len, cap;
	unsigned int
		literals; /* in front of the next instruction; MANY_LITERALS at most */
	bool is_over, is_bad;
};

int lzo_skip_header(struct cursor *in)
{
	static const uint8_t magic[MAGIC_LEN] = { 0x89, 'L',  'Z',  'O', 0,
						  '\r', '\n', 0x1a, '\n' };
	const uint8_t *start = cursor_take(in, MAGIC_LEN);

	if (!start || memcmp(start, magic, MAGIC_LEN) != 0)
		return -EBADMSG;
	bool has_level = cursor_be16(in) >= VERSION_WITH_LEVEL;

	/* The library's version and the one that is needed, method, level. */
	cursor_take(in, has_level ? 2 + 2 + 1 + 1 : 2 + 1);
	if (cursor_be32(in) & FLAG_FILTER)
		cursor_take(in, 4);
	/* Mode, time, name, checksum. */
	cursor_take(in, has_level ? 4 + 8 : 4 + 4);
	cursor_take(in, cursor_u8(in));
	cursor_take(in, 4);
	return cursor_ok(in) ? 0 : -EBADMSG;
}

int lzo_next_block(struct cursor *in, struct lzo_block *ret)
{
	uint32_t len = cursor_be32(in);

	if (cursor_ok(in) && len == 0)
		return 0;
	uint32_t packed_len = cursor_be32(in);

	cursor_take(in, 4); /* Adler-32, which the kernel does not look at */
	if (!cursor_ok(in) || len > LZO_BLOCK_MAX || packed_len == 0 || packed_len > len)
		return -EBADMSG;
	*ret = (struct lzo_block){ .in = cursor_sub(in, packed_len), .len = len };
	return cursor_ok(in) ? 1 : -EBADMSG;
}

/* A length that did not fit its bits: 255 for each zero, and the byte behind them. */
static size_t take_length(struct lzo *z, size_t len, size_t bits)
{
	uint8_t byte = 0;

	if (len != 0)
		return len;
	len = bits;
	while ((byte = cursor_u8(&z->in)) == 0 && cursor_ok(&z->in))
		len += UINT8_MAX;
	return len + byte;
}

static void copy_literals(struct lzo *z, size_t count)
{
	const uint8_t *from = cursor_take(&z->in, count);

	if (!from || count > z->cap - z->len) {
		z->is_bad = true;
		return;
	}
	memcpy(z->out + z->len, from, count);
	z->len += count;
	z->literals = count < MANY_LITERALS ? (unsigned int)count : MANY_LITERALS;
}

static void copy_match(struct lzo *z, size_t distance, size_t count,
		       unsigned int literals)
{
	if (!cursor_ok(&z->in) || distance > z->len || count > z->cap - z->len) {
		z->is_bad = true;
		return;
	}
	/* Byte by byte: what is copied may begin with what is written. */
	for (; count > 0; count--, z->len++)
		z->out[z->len] = z->out[z->len - distance];
	copy_literals(z, literals);
}

/* An instruction below 16: a run of literals, or a short match behind literals. */
static void small_instruction(struct lzo *z, unsigned int byte)
{
	if (z->literals == 0) {
		copy_literals(z, 3 + take_length(z, byte, 15));
		return;
	}
	bool is_after_run = z->literals == MANY_LITERALS;
	size_t distance = ((size_t)cursor_u8(&z->in) << 2) + (byte >> 2) + 1;

	copy_match(z, distance + (is_after_run ? AFTER_RUN_BASE : 0),
		   is_after_run ? 3 : 2, byte & 3);
}

static void instruction(struct lzo *z, unsigned int byte)
{
	size_t count, distance;
	uint16_t low;

	if (byte < 16) {
		small_instruction(z, byte);
	} else if (byte < 32) {
		count = 2 + take_length(z, byte & 7, 7);
		low = cursor_le16(&z->in);
		distance = FAR_BASE + ((size_t)(byte & 8) << 11) + (low >> 2);
		z->is_over = distance == FAR_BASE && cursor_ok(&z->in);
		if (!z->is_over)
			copy_match(z, distance, count, low & 3);
	} else if (byte < 64) {
		count = 2 + take_length(z, byte & 31, 31);
		low = cursor_le16(&z->in);
		copy_match(z, (low >> 2) + 1U, count, low & 3);
	} else {
		count = byte < 128 ? 3 + (byte >> 5 & 1) : 5 + (byte >> 5 & 3);
		distance = ((size_t)cursor_u8(&z->in) << 3) + (byte >> 2 & 7) + 1;
		copy_match(z, distance, count, byte & 3);
	}
}

int lzo_unpack_block(const struct lzo_block *block, uint8_t *out)
{
	struct lzo z = { .in = block->in, .out = out, .cap = block->len };

	if (block->in.left == block->len) { /* stored */
		memcpy(out, block->in.at, block->len);
		return 0;
	}
	if (z.in.left > 0 && z.in.at[0] > FIRST_BYTE_BASE)
		copy_literals(&z, cursor_u8(&z.in) - FIRST_BYTE_BASE);
	while (!z.is_over && !z.is_bad && cursor_ok(&z.in))
		instruction(&z, cursor_u8(&z.in));
	return z.is_over && z.len == z.cap ? 0 : -EBADMSG;
}
