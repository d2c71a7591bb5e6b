/* SPDX-License-Identifier: MIT */
#include "pure/tar.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum {
	NAME_AT = 0,
	NAME_LEN = 100,
	SIZE_AT = 124,
	SIZE_LEN = 12,
	SUM_AT = 148,
	SUM_LEN = 8,
	TYPE_AT = 156,
	LINK_AT = 157,
	MAGIC_AT = 257,
	PREFIX_AT = 345,
	PREFIX_LEN = 155,
	DEPTH_MAX = 2,
	PAX_MAX = 4096,
};

/* Octal digits between spaces and NULs, or GNU's big endian number. */
static bool read_number(const uint8_t *field, size_t len, uint64_t *ret)
{
	uint64_t value = 0;
	size_t i = 0;

	if (field[0] == 0x80) {
		for (i = 1; i < len; i++) {
			if (value >> 55)
				return false;
			value = value << 8 | field[i];
		}
		*ret = value;
		return true;
	}
	while (i < len && field[i] == ' ')
		i++;
	size_t begin = i;
	for (; i < len && field[i] >= '0' && field[i] <= '7'; i++)
		value = value << 3 | (uint64_t)(field[i] - '0');
	if (i == begin || (i < len && field[i] != ' ' && field[i] != 0))
		return false;
	*ret = value;
	return true;
}

static bool has_sum(const uint8_t block[static TAR_BLOCK])
{
	uint64_t want, is = 0;

	for (size_t i = 0; i < TAR_BLOCK; i++)
		is += i >= SUM_AT && i < SUM_AT + SUM_LEN ? ' ' : block[i];
	return read_number(block + SUM_AT, SUM_LEN, &want) && want == is;
}

static bool is_zero(const uint8_t block[static TAR_BLOCK])
{
	for (size_t i = 0; i < TAR_BLOCK; i++)
		if (block[i] != 0)
			return false;
	return true;
}

/* Returns NULL with the path, cleaned of "./" and a slash at its end, or why not. */
static const char *read_path(const uint8_t block[static TAR_BLOCK],
			     char ret[static MEMBER_PATH_MAX])
{
	const char *name = (const char *)block + NAME_AT;
	const char *prefix = (const char *)block + PREFIX_AT;
	size_t name_len = strnlen(name, NAME_LEN);
	/* GNU's own format has other things there */
	size_t prefix_len = memcmp(block + MAGIC_AT, "ustar", 6) == 0
				    ? strnlen(prefix, PREFIX_LEN)
				    : 0;
	char path[PREFIX_LEN + 1 + NAME_LEN + 1];
	int n = snprintf(path, sizeof(path), "%.*s%s%.*s", (int)prefix_len, prefix,
			 prefix_len > 0 ? "/" : "", (int)name_len, name);
	const char *at = path;

	if (n < 0 || (size_t)n >= sizeof(path))
		return "a name that is too long";
	while (at[0] == '.' && at[1] == '/')
		at += 2 + strspn(at + 2, "/");
	size_t len = strlen(at);
	while (len > 0 && at[len - 1] == '/')
		len--;
	if (len == 1 && at[0] == '.')
		len = 0;
	if (!member_is_path(at, len))
		return "a name that is no plain path";
	memcpy(ret, at, len);
	ret[len] = 0;
	return NULL;
}

static unsigned int depth_of(const char *path)
{
	unsigned int depth = 0;

	for (; *path; path++)
		depth += *path == '/';
	return depth;
}

/* An extended header may give the next member another name or size. */
static const char *check_pax(struct stream *s, uint64_t size)
{
	static const char *const changing[] = { " path=", " size=", " linkpath=" };
	char text[PAX_MAX + 1];

	if (size > PAX_MAX || stream_read(s, text, size) < 0)
		return "an extended header that is too long or cut off";
	text[size] = 0;
	if (strlen(text) != size)
		return "an extended header that is no text";
	for (size_t i = 0; i < ARRAY_LEN(changing); i++)
		if (strstr(text, changing[i]))
			return "an extended header with a name or size";
	return NULL;
}

static const char *add_member(struct members *m, const uint8_t block[static TAR_BLOCK],
			      uint64_t at, uint64_t size)
{
	struct member member = { .offset = at, .len = size };
	uint8_t type = block[TYPE_AT];
	const char *why = read_path(block, member.path);

	if (why)
		return why;
	if (type == '0' || type == 0) {
		member.type = MEMBER_FILE;
	} else if (type == '5') {
		return NULL;
	} else {
		/* whoever needs it is told that it is no file */
		member.type = MEMBER_LINK;
		member.offset = at - TAR_BLOCK + LINK_AT;
		member.len = strnlen((const char *)block + LINK_AT, NAME_LEN);
	}
	if (depth_of(member.path) > DEPTH_MAX || !member.path[0])
		return NULL;
	int r = members_add(m, &member);

	return r == 0 ? NULL : r == -EEXIST ? "a file twice" : "too many files";
}

/* Returns NULL, or why the archive is refused.  @ret_end: it is over. */
static const char *read_member(struct stream *s, struct members *m, bool *ret_end)
{
	uint8_t block[TAR_BLOCK];
	uint64_t size;
	const char *why;

	if (stream_read(s, block, sizeof(block)) < 0)
		return "cut off";
	*ret_end = is_zero(block);
	if (*ret_end)
		return NULL;
	if (memcmp(block + MAGIC_AT, "ustar", 5) != 0 || !has_sum(block) ||
	    !read_number(block + SIZE_AT, SIZE_LEN, &size) || size > INT64_MAX / 2)
		return "no tar archive, or damaged";
	uint64_t padding = (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
	switch (block[TYPE_AT]) {
	case 'x':
	case 'g':
		why = check_pax(s, size);
		size = 0;
		break;
	case 'L':
	case 'K':
	case 'S':
		return "a long name or a sparse file of GNU tar";
	default:
		why = add_member(m, block, s->at, size);
	}
	if (why)
		return why;
	return stream_skip(s, size + padding) < 0 ? "cut off" : NULL;
}

int tar_list(struct stream *s, struct members *ret, struct parse_fault *fault)
{
	const char *why = NULL;
	bool is_end = false;

	ret->count = 0;
	while (!why && !is_end)
		why = read_member(s, ret, &is_end);
	if (!why && ret->count == 0)
		why = "an empty archive";
	if (!why)
		return 0;
	*fault = (struct parse_fault){ .code = PARSE_FAULT_INPUT };
	(void)snprintf(fault->text, sizeof(fault->text), "%s", why);
	return -EBADMSG;
}
