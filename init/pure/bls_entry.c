/* SPDX-License-Identifier: MIT */
#include "pure/bls_entry.h"

#include <errno.h>
#include <stdbool.h>

#include "base/attr.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void skip_blanks(struct span *s)
{
	for (; s->len > 0 && is_blank(*s->at); s->at++)
		s->len--;
}

static struct span take_word(struct span *from)
{
	struct span word = { from->at, 0 };

	while (word.len < from->len && !is_blank(word.at[word.len]))
		word.len++;
	from->at += word.len;
	from->len -= word.len;
	return word;
}

static bool names_kernel(struct span key)
{
	static const char *const keys[] = { "linux", "uki", "efi" };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (span_is(key, keys[i]))
			return true;
	return false;
}

int bls_entry_kernel(const char *text, size_t len, struct span *ret)
{
	struct span left = { text, len };

	while (left.len > 0) {
		struct span line = span_take(&left, '\n');

		skip_blanks(&line);
		struct span key = take_word(&line);

		skip_blanks(&line);
		while (line.len > 0 && is_blank(line.at[line.len - 1]))
			line.len--;
		if (!names_kernel(key) || line.len == 0 || line.at[0] != '/')
			continue;
		*ret = line;
		return 0;
	}
	return -ENOENT;
}
