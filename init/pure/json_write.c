/* SPDX-License-Identifier: MIT */
#include "pure/json_write.h"

enum {
	UTF8_MAX_BYTES = 4,
	CODE_POINT_MAX = 0x10ffff,
};

/* How many bytes the code point has that begins @at, or 0 if that is not UTF-8. */
static size_t utf8_len(const uint8_t *at)
{
	static const uint32_t least[UTF8_MAX_BYTES + 1] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = at[0] < 0xc0 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	uint32_t code = at[0] & (0x7fU >> len);

	if (at[0] < 0x80)
		return 1;
	for (size_t i = 1; i < len; i++) {
		if ((at[i] & 0xc0) != 0x80) /* also the NUL at the end */
			return 0;
		code = code << 6 | (at[i] & 0x3fU);
	}
	return code < least[len] || code > CODE_POINT_MAX || (code >> 11) == 0x1b ? 0
										  : len;
}

void json_write_string(struct writer *w, const char *text)
{
	const uint8_t *at = (const uint8_t *)text;

	writer_text(w, "\"");
	while (*at) {
		size_t len = utf8_len(at);
		bool is_plain = len > 1 || (*at >= ' ' && *at < 0x7f);

		if (*at == '"' || *at == '\\')
			writer_printf(w, "\\%c", *at);
		else if (is_plain && len > 0)
			writer_text_n(w, (const char *)at, len);
		else
			writer_printf(w, "\\u%04x", *at);
		at += len > 0 ? len : 1;
	}
	writer_text(w, "\"");
}
