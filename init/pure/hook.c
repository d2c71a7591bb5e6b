/* SPDX-License-Identifier: MIT */
#include "pure/hook.h"

#include <string.h>

#include "base/attr.h"
#include "base/text.h"
#include "pure/cmdline.h"

static bool begins(const struct cmdline_word *word, const char *prefix)
{
	size_t len = strlen(prefix);

	return word->name_len >= len && memcmp(word->name, prefix, len) == 0;
}

static bool is_denied(const struct cmdline_word *word)
{
	static const char *const names[] = { "init",       "rdinit",    "root",
					     "rootfstype", "rootflags", "initrd" };
	static const char *const prefixes[] = { "rd.", "boot.", "systemd." };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (cmdline_is(word, names[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		if (begins(word, prefixes[i]))
			return true;
	return cmdline_is_end(word); /* what follows would be init's */
}

bool hook_words_allowed(const char *words, char *ret_word, size_t cap)
{
	struct cmdline_word word;

	/* an open quote would take in what stands behind */
	size_t quotes = 0;

	for (const char *c = words; *c; c++) {
		quotes += *c == '"';
		if (*c < ' ' || *c > '~') {
			text_sanitize(ret_word, cap, words, strlen(words));
			return false;
		}
	}
	while (cmdline_next(&words, &word))
		if (quotes % 2 != 0 || is_denied(&word)) {
			text_sanitize(ret_word, cap, word.text, word.len);
			return false;
		}
	return true;
}
