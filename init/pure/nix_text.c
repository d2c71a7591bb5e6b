/* SPDX-License-Identifier: MIT */
#include "pure/nix_text.h"

#include <errno.h>
#include <string.h>

static const char alphabet[] = "0123456789abcdfghijklmnpqrsvwxyz";

static int value_of(char c)
{
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

bool nix_is_name(const char *text, size_t len)
{
	if (len <= NIX_HASH_PART_LEN + 1 || len >= NIX_NAME_MAX ||
	    text[NIX_HASH_PART_LEN] != '-')
		return false;
	for (size_t i = 0; i < NIX_HASH_PART_LEN; i++)
		if (value_of(text[i]) < 0)
			return false;
	for (size_t i = NIX_HASH_PART_LEN + 1; i < len; i++) {
		char c = text[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c >= '0' && c <= '9') || (c && strchr("+-._?=", c))))
			return false;
	}
	return true;
}

/* Character i from the right holds bits 5i to 5i + 4, the first byte's lowest bit first. */
int nix_base32_decode(const char *text, size_t len, uint8_t ret[static SHA256_BYTES])
{
	uint8_t out[SHA256_BYTES] = { 0 };

	if (len != NIX_BASE32_LEN)
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		int value = value_of(text[len - 1 - i]);
		size_t at = i * 5 / 8, shift = i * 5 % 8;

		if (value < 0)
			return -EINVAL;
		unsigned int bits = (unsigned int)value << shift;
		out[at] |= (uint8_t)bits;
		if (at + 1 < sizeof(out))
			out[at + 1] |= (uint8_t)(bits >> 8);
		else if (bits >> 8) /* surplus bits must be zero */
			return -EINVAL;
	}
	memcpy(ret, out, sizeof(out));
	return 0;
}

void nix_base32_encode(const uint8_t digest[static SHA256_BYTES],
		       char ret[static NIX_BASE32_LEN + 1])
{
	for (size_t i = 0; i < NIX_BASE32_LEN; i++) {
		size_t at = i * 5 / 8, shift = i * 5 % 8;
		unsigned int bits = digest[at];

		if (at + 1 < SHA256_BYTES)
			bits |= (unsigned int)digest[at + 1] << 8;
		ret[NIX_BASE32_LEN - 1 - i] = alphabet[bits >> shift & 31];
	}
	ret[NIX_BASE32_LEN] = 0;
}

int nix_digest_from_text(const char *text, size_t len, uint8_t ret[static SHA256_BYTES])
{
	static const char prefix[] = "sha256:";
	const size_t prefix_len = sizeof(prefix) - 1;

	if (len < prefix_len || memcmp(text, prefix, prefix_len) != 0)
		return digest_from_text(text, len, ret);
	text += prefix_len;
	len -= prefix_len;
	return len == NIX_BASE32_LEN ? nix_base32_decode(text, len, ret)
				     : digest_from_text(text, len, ret);
}
