/* SPDX-License-Identifier: MIT */
#include "pure/base64.h"

#include <errno.h>
#include <string.h>

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int value_of(char c)
{
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

/* Four characters are three bytes; the last group may have fewer of both. */
static int decode_group(const char *text, uint8_t *ret, size_t len)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < 4; i++) {
		int value = i <= len ? value_of(text[i]) : text[i] == '=' ? 0 : -1;

		if (value < 0)
			return -EINVAL;
		bits = bits << 6 | (uint32_t)value;
	}
	for (size_t i = 0; i < 3; i++) {
		uint8_t byte = (uint8_t)(bits >> (16 - 8 * i));

		if (i < len)
			ret[i] = byte;
		else if (byte != 0) /* or two texts would mean the same */
			return -EINVAL;
	}
	return 0;
}

int base64_decode(const char *text, size_t text_len, uint8_t *ret, size_t len)
{
	uint8_t unused[3];
	int r = text_len == (len + 2) / 3 * 4 ? 0 : -EINVAL;

	/* all of it is looked at before any of it is written */
	for (size_t pass = 0; pass < 2; pass++)
		for (size_t at = 0; r == 0 && at < len; at += 3) {
			size_t left = len - at < 3 ? len - at : 3;

			r = decode_group(text + at / 3 * 4, pass == 0 ? unused : ret + at,
					 left);
		}
	return r;
}

void base64_encode(const uint8_t *bytes, size_t len, char *ret)
{
	for (size_t at = 0; at < len; at += 3) {
		uint32_t bits = 0;

		for (size_t i = 0; i < 3; i++)
			bits = bits << 8 | (at + i < len ? bytes[at + i] : 0);
		for (size_t i = 0; i < 4; i++) {
			*ret = '=';
			if (at + i <= len)
				*ret = alphabet[bits >> (18 - 6 * i) & 63];
			ret++;
		}
	}
	*ret = 0;
}
