/* SPDX-License-Identifier: MIT */
#include "initrd-builder/spec.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "base/writer.h"
#include "initrd-builder/reason.h"

#define BLANKS     " \t\r\n"
#define NAME_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789"

enum {
	PERM_MAX = 07777,
	OCTAL_DIGITS = 3,
};

struct words {
	struct spec_word list[SPEC_WORDS_MAX];
	size_t len, at;
	unsigned int end; /* the column behind the last word */
};

/* What follows the kind, one letter a word: n name, s source, t target, a the three
 * words MODE UID GID, d the three of a device, l any number of links. */
static const struct rule {
	const char *word, *grammar, *usage;
	enum spec_kind kind;
} rules[] = {
	{ "file", "nsal", "file NAME SRC MODE UID GID [LINK…]", SPEC_FILE },
	{ "dir", "na", "dir NAME MODE UID GID", SPEC_DIR },
	{ "slink", "nta", "slink NAME TARGET MODE UID GID", SPEC_SLINK },
	{ "nod", "nad", "nod NAME MODE UID GID c|b MAJOR MINOR", SPEC_NOD },
	{ "pipe", "na", "pipe NAME MODE UID GID", SPEC_PIPE },
	{ "include", "s", "include SPEC", SPEC_INCLUDE },
	{ "tree", "ns", "tree NAME SRC", SPEC_TREE },
	{ "busybox-links", "nts", "busybox-links DIR TARGET LIST", SPEC_BUSYBOX_LINKS },
	{ "packages", "s", "packages LIST", SPEC_PACKAGES },
};

/* The byte that the escape behind a backslash stands for, and how long that is; 0 if
 * there is no such escape. */
static size_t unescape(const char *at, char *ret)
{
	int value = 0;

	if (*at == '"' || *at == '\\') {
		*ret = *at;
		return 1;
	}
	for (size_t i = 0; i < OCTAL_DIGITS; i++) {
		if (at[i] < '0' || at[i] > '7')
			return 0;
		value = value << 3 | (at[i] - '0');
	}
	*ret = (char)value;
	return value > 0 && value <= UINT8_MAX ? OCTAL_DIGITS : 0;
}

/* Take the quotes and escapes off the word at @at, in place.  @ret_len is what it had with
 * them, or where it goes wrong. */
static int unquote(char *at, size_t *ret_len, struct reason *why)
{
	char *to = at, *from = at + 1;

	while (*from != '"') {
		size_t len = 1;
		char c = *from;

		*ret_len = (size_t)(from - at);
		if (c == '\0')
			return reason_set(why, -EINVAL, "the quoted word has no end");
		if (c == '\\') {
			len += unescape(from + 1, &c);
			if (len == 1)
				return reason_set(why, -EINVAL,
						  "a backslash needs \", \\ or the three "
						  "octal digits of a byte behind it");
		}
		*to++ = c;
		from += len;
	}
	*ret_len = (size_t)(from - at) + 1;
	if (from[1] != '\0' && !strchr(BLANKS, from[1]))
		return reason_set(why, -EINVAL, "text behind a quoted word");
	*to = '\0';
	return 0;
}

static int split(char *text, struct words *words, struct reason *why)
{
	char *at = text + strspn(text, BLANKS);
	int r = 0;

	while (*at != '\0' && *at != '#') {
		size_t len = strcspn(at, BLANKS);

		words->end = (unsigned int)(at - text) + 1;
		if (words->len == SPEC_WORDS_MAX)
			return reason_set(why, -EINVAL, "more than %d words",
					  SPEC_WORDS_MAX);
		if (*at == '"')
			r = unquote(at, &len, why);
		words->end += (unsigned int)len;
		if (r != 0)
			return r;
		words->list[words->len++] =
			(struct spec_word){ .text = at,
					    .column = (unsigned int)(at - text) + 1 };
		at += len;
		if (*at != '\0')
			*at++ = '\0';
		at += strspn(at, BLANKS);
	}
	return 0;
}

/* The next word, or NULL; *ret_column tells where it is, or should have been. */
static const char *next_word(struct words *words, unsigned int *ret_column)
{
	if (words->at == words->len) {
		*ret_column = words->end;
		return NULL;
	}
	*ret_column = words->list[words->at].column;
	return words->list[words->at++].text;
}

static int take_octal(const char *word, uint32_t *ret)
{
	uint32_t value = 0;

	if (strlen(word) > 5 || word[0] == '\0' || word[strspn(word, "01234567")] != '\0')
		return -EINVAL;
	for (; *word; word++)
		value = value << 3 | (uint32_t)(*word - '0');
	if (value > PERM_MAX)
		return -EINVAL;
	*ret = value;
	return 0;
}

static int take_number(struct words *words, const char *what, uint32_t *ret,
		       unsigned int *ret_column, struct reason *why)
{
	const char *word = next_word(words, ret_column);
	uint64_t value;

	if (!word)
		return -ENODATA;
	if (text_to_u64(word, strlen(word), UINT32_MAX, &value) != 0)
		return reason_set(why, -EINVAL, "'%s' is no %s", word, what);
	*ret = (uint32_t)value;
	return 0;
}

static int take_attr(struct words *words, struct spec_line *line,
		     unsigned int *ret_column, struct reason *why)
{
	const char *mode = next_word(words, ret_column);
	int r;

	if (!mode)
		return -ENODATA;
	if (take_octal(mode, &line->perm) != 0)
		return reason_set(why, -EINVAL, "'%s' is no octal mode up to 7777", mode);
	r = take_number(words, "user id", &line->uid, ret_column, why);
	return r ? r : take_number(words, "group id", &line->gid, ret_column, why);
}

static int take_device(struct words *words, struct spec_line *line,
		       unsigned int *ret_column, struct reason *why)
{
	const char *type = next_word(words, ret_column);
	int r;

	if (!type)
		return -ENODATA;
	if (strcmp(type, "c") != 0 && strcmp(type, "b") != 0)
		return reason_set(why, -EINVAL, "'%s' is neither c nor b", type);
	line->type = type[0] == 'c' ? S_IFCHR : S_IFBLK;
	r = take_number(words, "major number", &line->major, ret_column, why);
	return r ? r : take_number(words, "minor number", &line->minor, ret_column, why);
}

static const char *without_slashes(const char *name)
{
	return name + strspn(name, "/");
}

static void take_links(struct words *words, struct spec_line *line)
{
	while (words->at < words->len)
		line->links[line->links_len++] =
			without_slashes(words->list[words->at++].text);
}

static int take_word(struct words *words, struct spec_word *ret, unsigned int *ret_column)
{
	ret->text = next_word(words, ret_column);
	ret->column = *ret_column;
	return ret->text ? 0 : -ENODATA;
}

static int take_part(char part, struct words *words, struct spec_line *line,
		     unsigned int *ret_column, struct reason *why)
{
	int r = 0;

	switch (part) {
	case 'n':
		r = take_word(words, &line->name, ret_column);
		if (r == 0)
			line->name.text = without_slashes(line->name.text);
		break;
	case 's':
		r = take_word(words, &line->source, ret_column);
		break;
	case 't':
		r = take_word(words, &line->target, ret_column);
		break;
	case 'a':
		r = take_attr(words, line, ret_column, why);
		break;
	case 'd':
		r = take_device(words, line, ret_column, why);
		break;
	default:
		take_links(words, line);
		break;
	}
	return r;
}

static const struct rule *rule_of(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (strcmp(rules[i].word, word) == 0)
			return &rules[i];
	return NULL;
}

int spec_parse_line(char *text, struct spec_line *ret, unsigned int *ret_column,
		    struct reason *why)
{
	struct words words = { .end = 1 };
	struct spec_line line = { .kind = SPEC_NOTHING };
	const struct rule *rule;
	int r = split(text, &words, why);

	*ret_column = words.end;
	if (r != 0)
		return r;
	*ret = line;
	if (words.len == 0)
		return 0;
	const char *kind = words.list[words.at++].text;

	*ret_column = words.list[0].column;

	if (strcmp(kind, "sock") == 0)
		return reason_set(why, -EINVAL,
				  "a socket without its server is of no use");
	rule = rule_of(kind);
	if (!rule)
		return reason_set(why, -EINVAL, "unknown kind of entry '%s'", kind);
	line.kind = rule->kind;
	for (const char *part = rule->grammar; *part && r == 0; part++)
		r = take_part(*part, &words, &line, ret_column, why);
	if (r == -ENODATA)
		return reason_set(why, -EINVAL, "a word is missing: %s", rule->usage);
	if (r == 0 && next_word(&words, ret_column))
		return reason_set(why, -EINVAL, "a word too many: %s", rule->usage);
	if (r == 0)
		*ret = line;
	return r;
}

static const char *value_of(const struct spec_definitions *definitions, const char *name,
			    size_t len)
{
	/* The last one counts, as with a compiler's -D. */
	for (size_t i = definitions->len; i > 0; i--) {
		const struct spec_definition *d = &definitions->list[i - 1];

		if (d->name_len == len && memcmp(d->name, name, len) == 0)
			return d->value;
	}
	return NULL;
}

int spec_expand(const char *text, const struct spec_definitions *definitions,
		char ret[static SPEC_PATH_MAX], struct reason *why)
{
	struct writer w = writer_over(ret, SPEC_PATH_MAX);

	while (*text) {
		const char *dollar = strstr(text, "${");
		size_t plain = dollar ? (size_t)(dollar - text) : strlen(text);

		writer_text_n(&w, text, plain);
		if (!dollar)
			break;
		const char *name = dollar + 2;
		size_t len = strcspn(name, "}");
		const char *value = value_of(definitions, name, len);

		if (name[len] == '\0')
			return reason_set(why, -EINVAL, "'%s' has no end", dollar);
		if (!value)
			return reason_set(why, -EINVAL, "%.*s is not defined (-D %.*s=…)",
					  (int)len, name, (int)len, name);
		writer_text(&w, value);
		text = name + len + 1;
	}
	if (!writer_ok(&w))
		return reason_set(why, -ENAMETOOLONG, "a path of %d bytes or more",
				  SPEC_PATH_MAX);
	return 0;
}

int spec_parse_definition(const char *text, struct spec_definition *ret)
{
	size_t len = strspn(text, NAME_CHARS);

	if (len == 0 || text[len] != '=' || text[len + 1] == '\0')
		return -EINVAL;
	*ret = (struct spec_definition){ .name = text,
					 .name_len = len,
					 .value = text + len + 1 };
	return 0;
}
