/* SPDX-License-Identifier: MIT */
#include "pure/nar.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	DEPTH_MAX = 64,
	TOKEN_MAX = 32, /* "nix-archive-1" is the longest */
	NAME_MAX_LEN = 255,
	LINK_MAX = 4095,
	ALIGN = 8,
};

struct nar {
	struct stream *s;
	const char *want;
	struct members *members;
	const char *why; /* the first thing that was wrong */
};

static bool fail(struct nar *n, const char *why)
{
	if (!n->why)
		n->why = why;
	return false;
}

static bool read_length(struct nar *n, uint64_t *ret)
{
	uint8_t bytes[8] = { 0 };
	uint64_t value = 0;

	if (stream_read(n->s, bytes, sizeof(bytes)) < 0)
		return fail(n, "cut off");
	for (size_t i = sizeof(bytes); i-- > 0;)
		value = value << 8 | bytes[i];
	if (value > INT64_MAX / 2)
		return fail(n, "a length that cannot be");
	*ret = value;
	return true;
}

static bool read_padding(struct nar *n, uint64_t len)
{
	uint8_t bytes[ALIGN] = { 0 };
	size_t padding = (ALIGN - len % ALIGN) % ALIGN;

	if (padding == 0)
		return true;
	if (stream_read(n->s, bytes, padding) < 0)
		return fail(n, "cut off");
	for (size_t i = 0; i < padding; i++)
		if (bytes[i] != 0)
			return fail(n, "padding that is not zero");
	return true;
}

/* A string of at most max - 1 bytes without a NUL, which is put behind it. */
static bool read_string(struct nar *n, char *ret, size_t max)
{
	uint64_t len;

	if (!read_length(n, &len))
		return false;
	if (len >= max)
		return fail(n, "a string that is too long");
	if (len > 0 && stream_read(n->s, ret, len) < 0)
		return fail(n, "cut off");
	ret[len] = 0;
	if (strlen(ret) != len)
		return fail(n, "a NUL in a string");
	return read_padding(n, len);
}

static bool expect(struct nar *n, const char *token)
{
	char text[TOKEN_MAX] = "";

	if (!read_string(n, text, sizeof(text)))
		return false;
	return strcmp(text, token) == 0 || fail(n, "not the form of a Nix archive");
}

/* --- what is listed ------------------------------------------------------------------ */

static bool is_above(const char *path, const char *want)
{
	size_t len = strlen(path);

	return len == 0 ||
	       (strncmp(path, want, len) == 0 && (want[len] == 0 || want[len] == '/'));
}

static bool is_directly_in(const char *path, const char *want)
{
	size_t len = strlen(want);

	if (len > 0 && (strncmp(path, want, len) != 0 || path[len] != '/'))
		return false;
	path += len > 0 ? len + 1 : 0;
	return *path && !strchr(path, '/');
}

static bool note(struct nar *n, const char *path, enum member_type type, uint64_t at,
		 uint64_t len)
{
	struct member member = { .type = type, .offset = at, .len = len };

	if ((!is_above(path, n->want) && !is_directly_in(path, n->want)) ||
	    !member_is_path(path, strlen(path)))
		return true;
	(void)snprintf(member.path, sizeof(member.path), "%s", path);
	return members_add(n->members, &member) == 0 || fail(n, "too many files");
}

/* --- the grammar --------------------------------------------------------------------- */

static bool read_node(struct nar *n, const char *path, unsigned int depth);

static bool read_file(struct nar *n, const char *path)
{
	char token[TOKEN_MAX] = "";
	uint64_t len;

	if (!read_string(n, token, sizeof(token)))
		return false;
	if (strcmp(token, "executable") == 0 &&
	    (!expect(n, "") || !read_string(n, token, sizeof(token))))
		return false;
	if (strcmp(token, "contents") != 0)
		return fail(n, "a file without contents");
	if (!read_length(n, &len) || !note(n, path, MEMBER_FILE, n->s->at, len))
		return false;
	if (stream_skip(n->s, len) < 0)
		return fail(n, "cut off");
	return read_padding(n, len) && expect(n, ")");
}

static bool read_link(struct nar *n, const char *path)
{
	uint64_t len;

	if (!expect(n, "target") || !read_length(n, &len))
		return false;
	if (len == 0 || len > LINK_MAX)
		return fail(n, "a link that is empty or too long");
	if (!note(n, path, MEMBER_LINK, n->s->at, len))
		return false;
	if (stream_skip(n->s, len) < 0)
		return fail(n, "cut off");
	return read_padding(n, len) && expect(n, ")");
}

static bool read_entry(struct nar *n, const char *folder, char *last, unsigned int depth)
{
	char name[NAME_MAX_LEN + 1] = "", path[MEMBER_PATH_MAX];

	if (!expect(n, "(") || !expect(n, "name") || !read_string(n, name, sizeof(name)))
		return false;
	if (!name[0] || strchr(name, '/') || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0 || strcmp(last, name) >= 0)
		return fail(n, "a name that cannot be, or is out of order");
	memcpy(last, name, sizeof(name));
	int len = snprintf(path, sizeof(path), "%s%s%s", folder, folder[0] ? "/" : "",
			   name);

	/* nobody asks for a path that is longer, and so it is not noted either */
	if (len < 0 || (size_t)len >= sizeof(path))
		(void)snprintf(path, sizeof(path), "//");
	return expect(n, "node") && read_node(n, path, depth + 1) && expect(n, ")");
}

static bool read_folder(struct nar *n, const char *path, unsigned int depth)
{
	char last[NAME_MAX_LEN + 1] = "", token[TOKEN_MAX] = "";

	if (!note(n, path, MEMBER_FOLDER, n->s->at, 0))
		return false;
	while (read_string(n, token, sizeof(token))) {
		if (strcmp(token, ")") == 0)
			return true;
		if (strcmp(token, "entry") != 0)
			return fail(n, "not the form of a Nix archive");
		if (!read_entry(n, path, last, depth))
			return false;
	}
	return false;
}

static bool read_node(struct nar *n, const char *path, unsigned int depth)
{
	char type[TOKEN_MAX] = "";

	if (depth > DEPTH_MAX)
		return fail(n, "folders that are too deep");
	if (!expect(n, "(") || !expect(n, "type") || !read_string(n, type, sizeof(type)))
		return false;
	if (strcmp(type, "regular") == 0)
		return read_file(n, path);
	if (strcmp(type, "symlink") == 0)
		return read_link(n, path);
	if (strcmp(type, "directory") == 0)
		return read_folder(n, path, depth);
	return fail(n, "neither a file, a link nor a folder");
}

int nar_list(struct stream *s, const char *path, struct members *ret,
	     struct parse_fault *fault)
{
	struct nar n = { .s = s, .want = path, .members = ret };
	uint8_t beyond;

	ret->count = 0;
	if (expect(&n, "nix-archive-1") && read_node(&n, "", 0)) {
		if (s->read(s->context, &beyond, 1) < 0)
			return 0;
		(void)fail(&n, "something behind its end");
	}
	*fault = (struct parse_fault){ .code = PARSE_FAULT_INPUT };
	(void)snprintf(fault->text, sizeof(fault->text), "%s", n.why);
	return -EBADMSG;
}
