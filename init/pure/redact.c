/* SPDX-License-Identifier: MIT */
#include "pure/redact.h"

#include <string.h>

#include "base/attr.h"
#include "base/text.h"
#include "pure/url.h"

enum {
	WORD_MAX = 2048, /* longer ones are cut: no line of ours has any */
};

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* True if @word[0..len) has @part in it, whatever its case. */
static bool has(const char *word, size_t len, const char *part)
{
	size_t part_len = strlen(part);

	for (size_t i = 0; i + part_len <= len; i++) {
		size_t j = 0;

		while (j < part_len && lower(word[i + j]) == part[j])
			j++;
		if (j == part_len)
			return true;
	}
	return false;
}

static bool is_secret_name(const char *name, size_t len)
{
	static const char *const parts[] = { "passw",       "passphrase", "secret",
					     "token",       "credential", "apikey",
					     "api_key",     "api-key",    "authorization",
					     "cookie",      "psk",        "privatekey",
					     "private_key", "private-key" };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (has(name, len, parts[i]))
			return true;
	return false;
}

/* What crypt(3) makes: "$6$", "$y$" ... */
static bool is_hash(const char *word, size_t len)
{
	static const char *const kinds[] = { "$1$", "$2a$", "$2b$", "$2y$", "$5$",
					     "$6$", "$7$",  "$y$",  "$gy$" };

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (has(word, len, kinds[i]))
			return true;
	return false;
}

static void write_plain(const char *text, size_t len, struct writer *to)
{
	char shown[WORD_MAX];

	text_sanitize(shown, sizeof(shown), text, len);
	writer_text(to, shown);
}

static void write_word(const char *word, size_t len, struct writer *to)
{
	char text[WORD_MAX], shown[WORD_MAX];

	/* "path?token=abc": a secret with something in front of its name */
	if (is_hash(word, len) || (is_secret_name(word, len) && memchr(word, '=', len) &&
				   !has(word, len, "://"))) {
		writer_text(to, "***");
	} else if (has(word, len, "://")) {
		text_sanitize(text, sizeof(text), word, len);
		/* with a name in front it is no URL, which is read more strictly */
		char *equals = strchr(text, '='), *scheme = strchr(text, ':');

		if (equals && scheme && equals < scheme) {
			writer_text_n(to, text, (size_t)(equals + 1 - text));
			url_redact(equals + 1, shown, sizeof(shown));
		} else {
			url_redact(text, shown, sizeof(shown));
		}
		writer_text(to, shown);
	} else {
		write_plain(word, len, to);
	}
}

/* Where a word ends: at a blank, or if it is @quoted at its quote. */
static size_t word_length(const char *at, size_t len, bool quoted)
{
	size_t n = 0;

	while (n < len && (quoted ? at[n] != '"' : at[n] != ' ' && at[n] != '\t'))
		n++;
	return n;
}

/* Up to '=' or ':', or all of the word. */
static size_t name_length(const char *at, size_t len)
{
	size_t n = 0;

	while (n < len && at[n] != '=' && at[n] != ':')
		n++;
	return n;
}

/* The value behind @at, which is foreign and secret.  Returns how long it is. */
static size_t skip_secret(const char *at, size_t len)
{
	if (len > 0 && at[0] == '"') {
		size_t n = 1 + word_length(at + 1, len - 1, true);

		return n < len ? n + 1 : n;
	}
	return word_length(at, len, false);
}

void redact_line(struct redact *r, const char *line, size_t len, struct writer *to)
{
	if (has(line, len, "-----begin") && has(line, len, "private key"))
		r->in_key = true;
	if (r->in_key) {
		writer_text(to, "***");
		r->in_key = !has(line, len, "-----end");
		return;
	}
	for (size_t i = 0; i < len;) {
		size_t n = word_length(line + i, len - i, false);
		size_t name = name_length(line + i, n);

		if (n == 0) {
			writer_text_n(to, " ", 1);
			i++;
		} else if (name < n && is_secret_name(line + i, name)) {
			write_plain(line + i, name + 1, to);
			writer_text(to, "***");
			/* "name=value", or in a header "Name: what follows" */
			i += name + 1;
			if (name + 1 == n)
				return;
			i += skip_secret(line + i, len - i);
		} else {
			write_word(line + i, n, to);
			i += n;
		}
	}
}
