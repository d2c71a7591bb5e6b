/* SPDX-License-Identifier: MIT */
#include "pure/digest_text.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

enum {
	BASE64_LEN = 44, /* of 32 bytes: 43 characters that count, one '=' */
};

static int base64_value(char c)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

static int from_base64(const char *text, size_t len, uint8_t ret[static SHA256_BYTES])
{
	uint8_t out[SHA256_BYTES];
	uint32_t bits = 0;
	size_t have = 0, n = 0;

	if (len != BASE64_LEN || text[len - 1] != '=')
		return -EINVAL;
	for (size_t i = 0; i + 1 < len; i++) {
		int value = base64_value(text[i]);

		if (value < 0)
			return -EINVAL;
		bits = bits << 6 | (uint32_t)value;
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (uint8_t)(bits >> have);
		}
	}
	/* 43 * 6 = 258 bits: the last two must be zero, or two texts would mean one digest */
	if (bits & 3)
		return -EINVAL;
	memcpy(ret, out, sizeof(out));
	return 0;
}

int digest_from_text(const char *text, size_t len, uint8_t ret[static SHA256_BYTES])
{
	static const char sri[] = "sha256-";
	const size_t prefix = sizeof(sri) - 1;

	if (len > prefix && memcmp(text, sri, prefix) == 0)
		return from_base64(text + prefix, len - prefix, ret);
	return text_from_hex(text, len, ret, SHA256_BYTES);
}
