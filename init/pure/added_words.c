/* SPDX-License-Identifier: MIT */
#include "pure/added_words.h"

#include <string.h>

#include "base/attr.h"
#include "base/span.h"
#include "base/text.h"

/* What the kernel, systemd or a stage 1 of NixOS takes for another first program, another
 * place that it comes from, a shell for whoever stands at the console, or a password. */
static bool has_denied_name(const struct cmdline_word *word)
{
	static const char *const names[] = {
		"init",
		"rdinit",
		"root",
		"rootfstype",
		"rootflags",
		"nfsroot",
		"initrd",
		"initrdmem",
		"noinitrd",
		"bootconfig",
		"resume",
		"resumeflags",
		"resume_offset",
		"roothash",
		"usrhash",
		"findiso",
		"debug1",
		"emergency",
		"rescue",
		"single",
		"s",
		"S",
		"1",
		"-b",
		"-s",
	};
	static const char *const prefixes[] = { "rd.",     "boot.",   "systemd.",
						"sysctl.", "sysctl/", "mount.",
						"live." };

	const struct span name = { word->name, word->name_len };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (cmdline_is(word, names[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		if (span_starts_with(name, prefixes[i]))
			return true;
	return false;
}

/* What the kernel does not know it puts into init's environment: LD_PRELOAD=, BASH_ENV= ... */
static bool is_for_environment(const struct cmdline_word *word)
{
	char first = word->name[0];

	return word->value && (first == '_' || (first >= 'A' && first <= 'Z'));
}

static bool is_denied(const struct cmdline_word *word)
{
	return has_denied_name(word) || is_for_environment(word) ||
	       cmdline_is_end(word); /* what follows would be init's */
}

static bool is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

bool added_words_allowed(const char *words, char *ret_word, size_t cap)
{
	const char *at = words;
	struct cmdline_word word;

	while (cmdline_next(&at, &word))
		if (is_denied(&word)) {
			text_sanitize(ret_word, cap, word.text, word.len);
			return false;
		}
	/* not every reader of a command line takes quotes as the kernel does */
	at = words;
	for (const char *c = words; *c; c++) {
		if (!is_printable(*c) || strchr("\"'\\", *c)) {
			text_sanitize(ret_word, cap, at, strcspn(at, " "));
			return false;
		}
		if (*c == ' ')
			at = c + 1;
	}
	return true;
}

/* The piece of a word between two blanks, as a reader sees it who knows no quotes. */
static struct cmdline_word read_piece(const char *text, size_t len)
{
	struct cmdline_word piece = { .name = text };

	while (len > 0 && *piece.name == '"') {
		piece.name++;
		len--;
	}
	while (piece.name_len < len && piece.name[piece.name_len] != '=' &&
	       piece.name[piece.name_len] != '"')
		piece.name_len++;
	if (piece.name_len < len && piece.name[piece.name_len] == '=')
		piece.value = piece.name + piece.name_len + 1;
	return piece;
}

bool added_word_is_one(const struct cmdline_word *word)
{
	size_t from = 0, quotes = 0;

	for (size_t i = 0; i < word->len; i++) {
		quotes += word->text[i] == '"';
		if (!is_printable(word->text[i]) || strchr("'\\", word->text[i]))
			return false;
	}
	while (from < word->len) {
		const char *text = word->text + from;
		const char *blank = memchr(text, ' ', word->len - from);
		size_t len = blank ? (size_t)(blank - text) : word->len - from;
		struct cmdline_word piece = read_piece(text, len);

		if (piece.name_len > 0 && is_denied(&piece))
			return false;
		from += len + 1;
	}
	return quotes % 2 == 0;
}
