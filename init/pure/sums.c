/* SPDX-License-Identifier: MIT */
#include "pure/sums.h"

#include <string.h>

#include "base/cursor.h"
#include "base/text.h"

enum {
	HEX_LEN = 2 * SUMS_DIGEST_LEN,
	COREUTILS_MARK_LEN = 2, /* a space, then a space (text) or '*' (binary) */
};

#define BSD_PREFIX "SHA256 ("
#define BSD_MIDDLE ") = "

bool sums_is_name(const char *name, size_t len)
{
	if (len == 0 || len >= SUMS_NAME_MAX)
		return false;
	if (name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.')))
		return false;
	for (size_t i = 0; i < len; i++)
		if (name[i] < ' ' || name[i] > '~' || name[i] == '/')
			return false;
	return true;
}

/* Borrow a line without its end, and move past it.  NULL: there is none left. */
static const char *next_line(struct cursor *c, size_t *ret_len)
{
	if (c->left == 0)
		return NULL;
	const uint8_t *end = memchr(c->at, '\n', c->left);
	size_t len = end ? (size_t)(end - c->at) : c->left;
	const char *line = (const char *)cursor_take(c, len);

	cursor_take(c, end ? 1 : 0);
	if (line && len > 0 && line[len - 1] == '\r')
		len--;
	*ret_len = len;
	return line;
}

static const char *set_entry(const char *name, size_t name_len, const char *hex,
			     struct sums_entry *ret)
{
	if (!sums_is_name(name, name_len))
		return "not the plain name of a file in the same folder";
	if (text_from_hex(hex, HEX_LEN, ret->digest, sizeof(ret->digest)) < 0)
		return "not a SHA-256 digest of 64 hexadecimal digits";
	memcpy(ret->name, name, name_len);
	memset(ret->name + name_len, 0, sizeof(ret->name) - name_len);
	return NULL;
}

/* Returns NULL, or why the line is refused. */
static const char *parse_line(const char *line, size_t len, struct sums_entry *ret)
{
	const size_t prefix_len = strlen(BSD_PREFIX), middle_len = strlen(BSD_MIDDLE);

	if (len > SUMS_LINE_MAX)
		return "line too long";
	if (line[0] == '\\')
		return "escaped file name";
	if (len > prefix_len + middle_len + HEX_LEN &&
	    memcmp(line, BSD_PREFIX, prefix_len) == 0) {
		const char *hex = line + len - HEX_LEN;
		const char *middle = hex - middle_len;

		if (memcmp(middle, BSD_MIDDLE, middle_len) != 0)
			return "neither sha256sum's form nor BSD's";
		line += prefix_len;
		return set_entry(line, (size_t)(middle - line), hex, ret);
	}
	if (len <= HEX_LEN + COREUTILS_MARK_LEN || line[HEX_LEN] != ' ' ||
	    (line[HEX_LEN + 1] != ' ' && line[HEX_LEN + 1] != '*'))
		return "neither sha256sum's form nor BSD's";
	return set_entry(line + HEX_LEN + COREUTILS_MARK_LEN,
			 len - HEX_LEN - COREUTILS_MARK_LEN, line, ret);
}

static const char *add_entry(struct sums *sums, const struct sums_entry *entry)
{
	const uint8_t *known = sums_find(sums, entry->name);

	if (known)
		return memcmp(known, entry->digest, SUMS_DIGEST_LEN) == 0
			       ? NULL
			       : "a second, different digest for the same name";
	if (sums->count == SUMS_ENTRIES_MAX)
		return "too many files";
	sums->entries[sums->count++] = *entry;
	return NULL;
}

int sums_parse(const void *bytes, size_t len, struct sums *ret, struct parse_fault *fault)
{
	struct sums sums = { 0 };
	struct cursor c = cursor_over(bytes, len);

	if (len > SUMS_FILE_MAX)
		return parse_fault_refuse(fault, 0, "larger than 64 KiB");
	const char *line;
	size_t line_len;
	for (unsigned int number = 1; (line = next_line(&c, &line_len)); number++) {
		struct sums_entry entry;

		if (line_len == 0 || line[0] == '#')
			continue;
		const char *why = parse_line(line, line_len, &entry);
		if (!why)
			why = add_entry(&sums, &entry);
		if (why)
			return parse_fault_refuse(fault, number, why);
	}
	if (sums.count == 0)
		return parse_fault_refuse(fault, 0, "names no file");
	*ret = sums;
	return 0;
}

const uint8_t *sums_find(const struct sums *sums, const char *name)
{
	for (uint32_t i = 0; i < sums->count; i++)
		if (strcmp(sums->entries[i].name, name) == 0)
			return sums->entries[i].digest;
	return NULL;
}
