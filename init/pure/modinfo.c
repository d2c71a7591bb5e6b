/* SPDX-License-Identifier: MIT */
#include "pure/modinfo.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/cursor.h"

/* ELF (gABI chapters 4 and 5): only what leads to a section by its name. */
enum {
	IDENT_LEN = 16,
	CLASS_64 = 2,
	DATA_BIG_ENDIAN = 2,
	SHT_NOBITS = 8,
	SHN_XINDEX = 0xffff,
};

struct elf {
	const uint8_t *bytes;
	size_t len;
	bool is_64, is_big;
};

struct section {
	uint32_t name, type;
	uint64_t offset, size;
};

struct section_table {
	uint64_t offset;
	uint16_t entry_len, count, names_index;
};

static uint16_t take_16(const struct elf *e, struct cursor *c)
{
	return e->is_big ? cursor_be16(c) : cursor_le16(c);
}

static uint32_t take_32(const struct elf *e, struct cursor *c)
{
	return e->is_big ? cursor_be32(c) : cursor_le32(c);
}

/* A word of the file's own width. */
static uint64_t take_word(const struct elf *e, struct cursor *c)
{
	uint64_t first = take_32(e, c);

	if (!e->is_64)
		return first;
	uint64_t second = take_32(e, c);

	return e->is_big ? first << 32 | second : second << 32 | first;
}

static struct cursor cursor_at(const struct elf *e, uint64_t offset, uint64_t len)
{
	struct cursor c = cursor_over(e->bytes, e->len);

	if (offset > e->len || len > e->len - offset)
		return (struct cursor){ .bad = true };
	cursor_take(&c, (size_t)offset);
	return cursor_sub(&c, (size_t)len);
}

static int parse_ident(const void *bytes, size_t len, struct elf *ret)
{
	struct cursor c = cursor_over(bytes, len);
	const uint8_t *ident = cursor_take(&c, IDENT_LEN);

	if (!ident || memcmp(ident, "\177ELF", 4) != 0)
		return -EBADMSG;
	if (ident[4] < 1 || ident[4] > CLASS_64 || ident[5] < 1 ||
	    ident[5] > DATA_BIG_ENDIAN)
		return -EBADMSG;
	*ret = (struct elf){
		.bytes = bytes,
		.len = len,
		.is_64 = ident[4] == CLASS_64,
		.is_big = ident[5] == DATA_BIG_ENDIAN,
	};
	return 0;
}

static int parse_file_header(const struct elf *e, struct section_table *ret)
{
	struct cursor c = cursor_at(e, IDENT_LEN, e->len - IDENT_LEN);
	struct section_table t;

	cursor_take(&c, 2 + 2 + 4); /* e_type, e_machine, e_version */
	take_word(e, &c);           /* e_entry */
	take_word(e, &c);           /* e_phoff */
	t.offset = take_word(e, &c);
	cursor_take(&c, 4 + 2 + 2 + 2); /* e_flags, e_ehsize, e_phentsize, e_phnum */
	t.entry_len = take_16(e, &c);
	t.count = take_16(e, &c);
	t.names_index = take_16(e, &c);
	if (!cursor_ok(&c) || t.names_index == SHN_XINDEX)
		return -EBADMSG;
	*ret = t;
	return 0;
}

static int parse_section(const struct elf *e, const struct section_table *t, size_t index,
			 struct section *ret)
{
	uint64_t at = (uint64_t)index * t->entry_len;
	struct section s;

	if (at > UINT64_MAX - t->offset)
		return -EBADMSG;
	struct cursor c = cursor_at(e, t->offset + at, t->entry_len);

	s.name = take_32(e, &c);
	s.type = take_32(e, &c);
	take_word(e, &c); /* sh_flags */
	take_word(e, &c); /* sh_addr */
	s.offset = take_word(e, &c);
	s.size = take_word(e, &c);
	if (!cursor_ok(&c))
		return -EBADMSG;
	*ret = s;
	return 0;
}

static bool is_named(struct cursor names, uint32_t at, const char *name)
{
	const uint8_t *start;

	cursor_take(&names, at);
	start = cursor_take(&names, strlen(name) + 1);
	return start && memcmp(start, name, strlen(name) + 1) == 0;
}

int modinfo_find(const void *elf, size_t len, struct modinfo *ret)
{
	struct section_table table;
	struct section s;
	struct elf e;

	if (parse_ident(elf, len, &e) != 0 || parse_file_header(&e, &table) != 0 ||
	    parse_section(&e, &table, table.names_index, &s) != 0)
		return -EBADMSG;
	const struct cursor names = cursor_at(&e, s.offset, s.size);

	for (size_t i = 0; i < table.count; i++) {
		if (parse_section(&e, &table, i, &s) != 0)
			return -EBADMSG;
		if (s.type == SHT_NOBITS || !is_named(names, s.name, ".modinfo"))
			continue;
		struct cursor c = cursor_at(&e, s.offset, s.size);

		if (!cursor_ok(&c))
			return -EBADMSG;
		*ret = (struct modinfo){ .strings = (const char *)c.at, .len = c.left };
		return 0;
	}
	return cursor_ok(&names) ? -ENOENT : -EBADMSG;
}

bool modinfo_next(struct modinfo *m, struct modinfo_field *ret)
{
	while (m->len > 0) {
		const char *text = m->strings;
		const char *end = memchr(text, 0, m->len);

		/* A string without its NUL would be read beyond the section. */
		if (!end)
			return false;
		m->len -= (size_t)(end - text) + 1;
		m->strings = end + 1;
		const char *equals = memchr(text, '=', (size_t)(end - text));

		if (!equals)
			continue;
		*ret = (struct modinfo_field){ .key = text,
					       .key_len = (size_t)(equals - text),
					       .value = equals + 1 };
		return true;
	}
	return false;
}

bool modinfo_has_key(const struct modinfo_field *f, const char *key)
{
	return strlen(key) == f->key_len && memcmp(f->key, key, f->key_len) == 0;
}

int modinfo_name_of_word(const char *word, size_t len, char ret[static MODINFO_NAME_MAX])
{
	if (len == 0)
		return -EINVAL;
	if (len >= MODINFO_NAME_MAX)
		return -ENAMETOOLONG;
	for (size_t i = 0; i < len; i++)
		if (word[i] <= ' ' || word[i] > '~' || word[i] == '/')
			return -EINVAL;
	for (size_t i = 0; i < len; i++)
		ret[i] = (char)(word[i] == '-' ? '_' : word[i]);
	ret[len] = '\0';
	return 0;
}

int modinfo_name_of_line(const char *line, size_t len, char ret[static MODINFO_NAME_MAX])
{
	static const char *const endings[] = { ".ko", ".ko.gz", ".ko.xz", ".ko.zst" };
	const char *end = len ? memchr(line, '\n', len) : NULL;
	size_t start;

	if (end)
		len = (size_t)(end - line);
	for (start = len; start > 0 && line[start - 1] != '/'; start--)
		;
	const char *file = line + start;
	size_t file_len = len - start;

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		size_t n = strlen(endings[i]);

		if (file_len > n && memcmp(file + file_len - n, endings[i], n) == 0)
			return modinfo_name_of_word(file, file_len - n, ret);
	}
	return -EINVAL;
}

int modinfo_name_of_path(const char *path, char ret[static MODINFO_NAME_MAX])
{
	return modinfo_name_of_line(path, strlen(path), ret);
}

int modinfo_normalize_alias(const char *alias, size_t len, char *ret, size_t cap)
{
	bool in_brackets = false;

	if (len >= cap)
		return -ENAMETOOLONG;
	for (size_t i = 0; i < len; i++) {
		char c = alias[i];

		if (c < ' ' || c > '~' || (c == ']' && !in_brackets))
			return -EINVAL;
		if (c == '[' || c == ']')
			in_brackets = c == '[';
		ret[i] = (char)(c == '-' && !in_brackets ? '_' : c);
	}
	ret[len] = '\0';
	return in_brackets ? -EINVAL : 0;
}
