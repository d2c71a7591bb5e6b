/* SPDX-License-Identifier: MIT */
#include "pure/lz4.h"

#include <errno.h>
#include <string.h>

enum {
	LEGACY_MAGIC = 0x184c2102,
	LONG_LENGTH = 15, /* more bytes of it follow, as long as they are 255 */
	MATCH_MIN = 4,
};

int lz4_next_chunk(struct cursor *in, struct cursor *ret)
{
	uint32_t len = LEGACY_MAGIC;

	/* A second frame is but a magic between two chunks. */
	while (len == LEGACY_MAGIC) {
		struct cursor at = *in;

		if (in->left < sizeof(len))
			return 0;
		len = cursor_le32(&at);
		if (len == 0)
			return 0;
		*in = at;
	}
	*ret = cursor_sub(in, len);
	return cursor_ok(in) ? 1 : -EBADMSG;
}

static size_t take_length(struct cursor *in, size_t len)
{
	uint8_t more = UINT8_MAX;

	while (len >= LONG_LENGTH && more == UINT8_MAX && cursor_ok(in)) {
		more = cursor_u8(in);
		len += more;
	}
	return len;
}

int lz4_unpack_chunk(struct cursor in, uint8_t *out, size_t cap, size_t *ret_len)
{
	size_t len = 0;

	while (true) {
		uint8_t token = cursor_u8(&in);
		size_t literals = take_length(&in, token >> 4);
		const uint8_t *from = cursor_take(&in, literals);

		if (!from || literals > cap - len)
			return -EBADMSG;
		memcpy(out + len, from, literals);
		len += literals;
		if (in.left == 0)
			break; /* the last sequence has literals only */
		size_t distance = cursor_le16(&in);
		size_t match = take_length(&in, token & LONG_LENGTH) + MATCH_MIN;

		if (!cursor_ok(&in) || distance == 0 || distance > len ||
		    match > cap - len)
			return -EBADMSG;
		/* Byte by byte: what is copied may begin with what is written. */
		for (; match > 0; match--, len++)
			out[len] = out[len - distance];
	}
	*ret_len = len;
	return 0;
}
