/* SPDX-License-Identifier: MIT */
#include "pure/authorized_keys.h"

#include <stdbool.h>
#include <string.h>

#include "base/attr.h"
#include "base/span.h"
#include "base/writer.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t skip_blanks(const char *text, size_t len, size_t at)
{
	while (at < len && is_blank(text[at]))
		at++;
	return at;
}

/* "TYPE BASE64 …": every key's blob begins with a length below 2^8, thus with "AAAA". */
static bool is_key(const char *text, size_t len)
{
	static const char *const types[] = { "ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-" };
	bool known = false;
	size_t at = 0;

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		known = known || span_starts_with((struct span){ text, len }, types[i]);
	while (at < len && !is_blank(text[at]))
		at++;
	at = skip_blanks(text, len, at);
	return known && span_starts_with((struct span){ text + at, len - at }, "AAAA");
}

/* Options end at the first blank outside quotes; inside, \" is a quote mark. */
static size_t options_len(const char *text, size_t len)
{
	bool quoted = false;
	size_t at = 0;

	for (; at < len && (quoted || !is_blank(text[at])); at++) {
		if (text[at] == '\\' && at + 1 < len && text[at + 1] == '"')
			at++;
		else if (text[at] == '"')
			quoted = !quoted;
	}
	return at < len ? at : len;
}

static bool only_says_whom_to_log_in_as(const char *options, size_t len)
{
	/* "Please login as …" of cloud-init, "please log in as …" of others. */
	static const char *const phrases[] = { "lease login as", "lease log in as" };

	if (!memchr(options, '"', len))
		return false;
	for (size_t at = 0; at < len; at++)
		for (size_t i = 0; i < ARRAY_LEN(phrases); i++)
			if (span_starts_with((struct span){ options + at, len - at },
					     phrases[i]))
				return true;
	return false;
}

static bool is_text(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' && line[i] != '\t')
			return false;
	return true;
}

static void filter_line(const char *line, size_t len, struct writer *to)
{
	size_t start = skip_blanks(line, len, 0);

	line += start;
	len -= start;
	while (len > 0 && (is_blank(line[len - 1]) || line[len - 1] == '\r'))
		len--;
	if (len == 0 || line[0] == '#' || !is_text(line, len))
		return;
	if (!is_key(line, len)) {
		size_t options = options_len(line, len);
		size_t key = skip_blanks(line, len, options);

		if (!is_key(line + key, len - key))
			return;
		if (only_says_whom_to_log_in_as(line, options)) {
			line += key;
			len -= key;
		}
	}
	writer_text_n(to, line, len);
	writer_text(to, "\n");
}

void authorized_keys_filter(const char *text, size_t len, struct writer *to)
{
	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t line_len = end ? (size_t)(end - text) : len;

		filter_line(text, line_len, to);
		line_len += end != NULL;
		text += line_len;
		len -= line_len;
	}
}
