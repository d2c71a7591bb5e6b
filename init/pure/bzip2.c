/* SPDX-License-Identifier: MIT */
#include "pure/bzip2.h"

#include <errno.h>
#include <string.h>

enum {
	BLOCK_MAGIC_HIGH = 0x314159, /* the digits of pi */
	BLOCK_MAGIC_LOW = 0x265359,
	END_MAGIC_HIGH = 0x177245, /* and of its square root */
	END_MAGIC_LOW = 0x385090,
	LEVEL_BYTES = 100000,
	GROUP_LEN = 50, /* symbols, behind which another code may be selected */
	CODES_MIN = 2,
	RUN_BITS_MAX = 20, /* enough for a whole block */
	RUN_LEN = 4,
};

#define CRC_POLYNOMIAL 0x04c11db7U

/* The next @count bits, at most 24, which stay; zeroes beyond the end. */
static uint32_t peek(struct bzip2 *z, unsigned int count)
{
	for (; z->bits_len < count; z->bits_len += 8)
		z->bits = z->bits << 8 | cursor_u8(&z->in);
	return (uint32_t)(z->bits >> (z->bits_len - count)) & ((1U << count) - 1);
}

static uint32_t take(struct bzip2 *z, unsigned int count)
{
	uint32_t value = peek(z, count);

	z->bits_len -= count;
	return value;
}

static uint32_t take_32(struct bzip2 *z)
{
	uint32_t high = take(z, 16);

	return high << 16 | take(z, 16);
}

int bzip2_begin(struct bzip2 *z, struct cursor in)
{
	const uint8_t *magic = cursor_take(&in, 3);
	uint8_t level = cursor_u8(&in);

	if (!magic || memcmp(magic, "BZh", 3) != 0 || level < '1' || level > '9')
		return -EBADMSG;
	z->in = in;
	z->bits_len = 0;
	z->len = z->left = 0;
	z->equal = z->repeat = 0;
	z->last = 0;
	z->stream_crc = z->block_crc = z->wanted_crc = 0;
	z->block_max = (uint32_t)(level - '0') * LEVEL_BYTES;
	for (uint32_t byte = 0; byte < ARRAY_LEN(z->crc_table); byte++) {
		uint32_t crc = byte << 24;

		for (int bit = 0; bit < 8; bit++)
			crc = crc << 1 ^ (crc >> 31 ? CRC_POLYNOMIAL : 0);
		z->crc_table[byte] = crc;
	}
	return 0;
}

/* --- the head of a block ---------------------------------------------------------------- */

/* Which bytes there are, as a map of maps. */
static void take_places(struct bzip2 *z)
{
	uint32_t rows = take(z, 16);

	z->places_len = 0;
	for (unsigned int row = 0; row < 16; row++) {
		uint32_t bytes = rows >> (15 - row) & 1 ? take(z, 16) : 0;

		for (unsigned int i = 0; i < 16; i++)
			if (bytes >> (15 - i) & 1)
				z->places[z->places_len++] = (uint8_t)(row * 16 + i);
	}
}

/* Move what stands at @place to the front, and return it. */
static uint8_t to_front(uint8_t *list, size_t place)
{
	uint8_t byte = list[place];

	memmove(list + 1, list, place);
	list[0] = byte;
	return byte;
}

static int take_selectors(struct bzip2 *z, unsigned int codes_len)
{
	uint8_t recent[BZIP2_CODES_MAX] = { 0, 1, 2, 3, 4, 5 };

	z->selectors_len = take(z, 15);
	for (unsigned int i = 0; i < z->selectors_len; i++) {
		unsigned int place = 0;

		while (take(z, 1) != 0)
			if (++place == codes_len)
				return -EBADMSG;
		z->selectors[i] = to_front(recent, place);
	}
	return z->selectors_len > 0 ? 0 : -EBADMSG;
}

static int take_lengths(struct bzip2 *z, uint8_t *lengths, unsigned int count)
{
	unsigned int len = take(z, 5);

	for (unsigned int i = 0; i < count; i++) {
		while (len >= 1 && len <= BZIP2_CODE_MAX && take(z, 1) != 0)
			len = take(z, 1) ? len - 1 : len + 1;
		if (len < 1 || len > BZIP2_CODE_MAX)
			return -EBADMSG;
		lengths[i] = (uint8_t)len;
	}
	return 0;
}

static void make_code(struct bzip2_code *code, const uint8_t *lengths, unsigned int count)
{
	uint32_t next = 0;
	uint16_t index = 0;

	for (unsigned int len = 1; len <= BZIP2_CODE_MAX; len++) {
		code->first[len] = next;
		code->index[len] = index;
		for (unsigned int i = 0; i < count; i++)
			if (lengths[i] == len) {
				code->symbols[index++] = (uint16_t)i;
				next++;
			}
		code->limit[len] = next << (BZIP2_CODE_MAX - len);
		next <<= 1;
	}
}

static int take_codes(struct bzip2 *z)
{
	unsigned int codes_len = take(z, 3), count = z->places_len + 2;
	uint8_t lengths[BZIP2_SYMBOLS_MAX];
	int r;

	if (codes_len < CODES_MIN || codes_len > BZIP2_CODES_MAX)
		return -EBADMSG;
	r = take_selectors(z, codes_len);
	for (unsigned int i = 0; i < codes_len && r == 0; i++) {
		r = take_lengths(z, lengths, count);
		if (r == 0)
			make_code(&z->codes[i], lengths, count);
	}
	return r;
}

/* --- its content ------------------------------------------------------------------------ */

static int take_symbol(struct bzip2 *z, const struct bzip2_code *code)
{
	uint32_t window = peek(z, BZIP2_CODE_MAX);

	for (unsigned int len = 1; len <= BZIP2_CODE_MAX; len++)
		if (window < code->limit[len]) {
			uint32_t found = take(z, len) - code->first[len];

			return code->symbols[code->index[len] + found];
		}
	return -EBADMSG;
}

static int put_run(struct bzip2 *z, uint8_t byte, uint32_t count)
{
	if (count > z->block_max - z->len)
		return -EBADMSG;
	while (count-- > 0)
		z->chain[z->len++] = byte;
	return 0;
}

/* The bytes in the order of the transform; lengths of runs are numbers with the digits 1
 * and 2, the lowest first. */
static int take_content(struct bzip2 *z)
{
	unsigned int end = z->places_len + 1, run_bits = 0;
	uint32_t run = 0;

	for (unsigned int i = 0;; i++) {
		if (i / GROUP_LEN == z->selectors_len || !cursor_ok(&z->in))
			return -EBADMSG;
		int symbol = take_symbol(z, &z->codes[z->selectors[i / GROUP_LEN]]);

		if (symbol < 0 || run_bits > RUN_BITS_MAX)
			return -EBADMSG;
		if (symbol < 2) {
			run += ((uint32_t)symbol + 1) << run_bits++;
			continue;
		}
		if (put_run(z, z->places[0], run) != 0)
			return -EBADMSG;
		run = run_bits = 0;
		if ((unsigned int)symbol == end)
			return 0;
		if (put_run(z, to_front(z->places, (size_t)symbol - 1), 1) != 0)
			return -EBADMSG;
	}
}

/* Undo the Burrows-Wheeler transform: each byte learns which one follows. */
static int link_bytes(struct bzip2 *z, uint32_t origin)
{
	uint32_t place[256] = { 0 }, sum = 0;

	if (origin >= z->len)
		return -EBADMSG;
	for (uint32_t i = 0; i < z->len; i++)
		place[z->chain[i] & UINT8_MAX]++;
	for (size_t byte = 0; byte < ARRAY_LEN(place); byte++) {
		uint32_t count = place[byte];

		place[byte] = sum;
		sum += count;
	}
	for (uint32_t i = 0; i < z->len; i++)
		z->chain[place[z->chain[i] & UINT8_MAX]++] |= i << 8;
	z->at = z->chain[origin] >> 8;
	return 0;
}

static int take_block(struct bzip2 *z)
{
	uint32_t origin;

	z->wanted_crc = take_32(z);
	if (take(z, 1) != 0)
		return -EBADMSG; /* randomised */
	origin = take(z, 24);
	take_places(z);
	if (z->places_len == 0 || take_codes(z) != 0)
		return -EBADMSG;
	z->len = 0;
	if (take_content(z) != 0 || link_bytes(z, origin) != 0)
		return -EBADMSG;
	z->left = z->len;
	z->equal = 0;
	z->block_crc = UINT32_MAX;
	return 1;
}

int bzip2_next_block(struct bzip2 *z)
{
	bool is_first = z->len == 0;
	uint32_t high, low;

	if (!is_first && ~z->block_crc != z->wanted_crc)
		return -EBADMSG;
	if (!is_first)
		z->stream_crc =
			(z->stream_crc << 1 | z->stream_crc >> 31) ^ z->wanted_crc;
	high = take(z, 24);
	low = take(z, 24);
	if (cursor_ok(&z->in) && high == BLOCK_MAGIC_HIGH && low == BLOCK_MAGIC_LOW)
		return take_block(z);
	if (high != END_MAGIC_HIGH || low != END_MAGIC_LOW ||
	    take_32(z) != z->stream_crc || !cursor_ok(&z->in))
		return -EBADMSG;
	return 0;
}

static uint8_t next_byte(struct bzip2 *z)
{
	uint32_t link = z->chain[z->at];

	z->at = link >> 8;
	z->left--;
	return (uint8_t)link;
}

size_t bzip2_read(struct bzip2 *z, uint8_t *out, size_t cap)
{
	size_t len = 0;

	while (len < cap && (z->repeat > 0 || z->left > 0)) {
		if (z->repeat > 0) {
			z->repeat--;
		} else {
			uint8_t byte = next_byte(z);

			if (z->equal == RUN_LEN) {
				z->repeat = byte;
				z->equal = 0;
				continue;
			}
			z->equal = byte == z->last ? z->equal + 1 : 1;
			z->last = byte;
		}
		out[len++] = z->last;
		z->block_crc = z->block_crc << 8 ^
			       z->crc_table[(z->block_crc >> 24 ^ z->last) & UINT8_MAX];
	}
	return len;
}
