/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <errno.h>
#include <string.h>

int text_to_u64(const char *text, size_t len, uint64_t max, uint64_t *ret)
{
	uint64_t value = 0;

	if (len == 0)
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		uint64_t digit = (uint64_t)(text[i] - '0');
		if (digit > max || value > (max - digit) / 10)
			return -ERANGE;
		value = value * 10 + digit;
	}
	*ret = value;
	return 0;
}

int text_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int text_from_hex(const char *text, size_t text_len, uint8_t *ret, size_t len)
{
	if (text_len != 2 * len)
		return -EINVAL;
	for (size_t i = 0; i < text_len; i++)
		if (text_hex_digit(text[i]) < 0)
			return -EINVAL;
	for (size_t i = 0; i < len; i++)
		ret[i] = (uint8_t)(text_hex_digit(text[2 * i]) * 16 +
				   text_hex_digit(text[2 * i + 1]));
	return 0;
}

void text_to_hex(const uint8_t *bytes, size_t len, char *ret)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		ret[2 * i] = digits[bytes[i] >> 4];
		ret[2 * i + 1] = digits[bytes[i] & 15];
	}
	ret[2 * len] = 0;
}

void text_sanitize(char *to, size_t cap, const char *from, size_t len)
{
	size_t n = 0;

	if (cap == 0)
		return;
	for (; n < len && n + 1 < cap && from[n]; n++)
		to[n] = (char)(from[n] >= ' ' && from[n] <= '~' ? from[n] : '?');
	to[n] = 0;
}

bool text_is_printable(const char *text, size_t cap)
{
	size_t len = strnlen(text, cap);

	if (len == 0 || len == cap)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return true;
}

bool text_starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len > end_len && strcmp(text + len - end_len, end) == 0;
}

int text_copy(char *to, size_t cap, const char *from)
{
	size_t len = strlen(from);

	if (len >= cap)
		return -ENAMETOOLONG;
	memcpy(to, from, len + 1);
	return 0;
}
