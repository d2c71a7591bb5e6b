/* SPDX-License-Identifier: MIT */
#include "pure/added_words.h"

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
	/* not every reader of a command line takes quotes as the kernel does */
	for (size_t i = 0; i < word->len; i++)
		if (strchr("\"'\\", word->text[i]))
			return true;
	return cmdline_is_end(word); /* what follows would be init's */
}

bool added_words_allowed(const char *words, char *ret_word, size_t cap)
{
	struct cmdline_word word;

	for (const char *c = words; *c; c++)
		if (*c < ' ' || *c > '~') {
			text_sanitize(ret_word, cap, words, strlen(words));
			return false;
		}
	while (cmdline_next(&words, &word))
		if (is_denied(&word)) {
			text_sanitize(ret_word, cap, word.text, word.len);
			return false;
		}
	return true;
}
