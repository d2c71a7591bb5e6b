/* SPDX-License-Identifier: MIT */
#include "pure/changed_words.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/writer.h"
#include "pure/cmdline.h"
#include "pure/rescue_request.h"

static bool is_dash(char c)
{
	return c == '-' || c == '_';
}

static bool same_name(const struct cmdline_word *a, const struct cmdline_word *b)
{
	if (a->name_len != b->name_len)
		return false;
	for (size_t i = 0; i < a->name_len; i++)
		if (a->name[i] != b->name[i] &&
		    !(is_dash(a->name[i]) && is_dash(b->name[i])))
			return false;
	return true;
}

static bool names(const char *text, const struct cmdline_word *wanted)
{
	struct cmdline_word word;

	while (cmdline_next(&text, &word))
		if (same_name(&word, wanted))
			return true;
	return false;
}

int changed_words_drop(const char *cmdline, const char *changed, char *ret, size_t cap)
{
	struct writer to = writer_over(ret, cap);
	struct cmdline_word word;

	while (cmdline_next(&cmdline, &word)) {
		if (names(changed, &word))
			continue;
		if (to.len > 0)
			writer_text(&to, " ");
		writer_text_n(&to, word.text, word.len);
	}
	return writer_ok(&to) ? 0 : -ENAMETOOLONG;
}

int changed_words_put(char *words, size_t cap, const char *typed)
{
	char text[RESCUE_WORDS_SIZE];
	bool open_quote = false;

	for (const char *c = typed; *c; c++) {
		if (*c < ' ' || *c > '~')
			return -EINVAL;
		open_quote ^= *c == '"';
	}
	if (open_quote)
		return -EINVAL;
	int r = changed_words_drop(words, typed, text, sizeof(text));

	if (r < 0)
		return r;
	struct writer to = { .start = (uint8_t *)text,
			     .len = strlen(text),
			     .cap = sizeof(text) < cap ? sizeof(text) : cap };

	if (to.len > 0)
		writer_text(&to, " ");
	writer_text(&to, typed);
	if (!writer_ok(&to))
		return -ENAMETOOLONG;
	memcpy(words, text, to.len + 1);
	return 0;
}
