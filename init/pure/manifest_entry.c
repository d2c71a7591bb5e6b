/* SPDX-License-Identifier: MIT */
#include "pure/manifest_entry.h"

#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "pure/json_write.h"

enum {
	PERM_MAX = 07777,
	MODE_DIGITS = 4,
};

static const struct {
	uint32_t type;
	const char *name;
} types[] = {
	{ S_IFREG, "file" },    { S_IFDIR, "dir" },   { S_IFLNK, "symlink" },
	{ S_IFCHR, "char" },    { S_IFBLK, "block" }, { S_IFIFO, "pipe" },
	{ S_IFSOCK, "socket" },
};

const char *manifest_type_name(uint32_t mode)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (types[i].type == (mode & S_IFMT))
			return types[i].name;
	return "unknown";
}

/* --- writing -------------------------------------------------------------------------- */

static void write_text(struct writer *w, const char *key, const char *text)
{
	if (!text)
		return;
	writer_printf(w, ",\"%s\":", key);
	json_write_string(w, text);
}

void manifest_write_entry(struct writer *w, const struct manifest_entry *e)
{
	char digest[SHA256_HEX_SIZE];

	writer_text(w, "{\"path\":");
	json_write_string(w, e->path);
	writer_printf(w,
		      ",\"segment\":%u,\"type\":\"%s\",\"mode\":\"%04o\",\"uid\":%u,"
		      "\"gid\":%u,\"mtime\":%u",
		      e->segment, manifest_type_name(e->mode), e->mode & PERM_MAX, e->uid,
		      e->gid, e->mtime_s);
	if (e->nlink > 1 && S_ISREG(e->mode))
		writer_printf(w, ",\"links\":%u", e->nlink);
	if (S_ISREG(e->mode))
		writer_printf(w, ",\"size\":%u", e->size);
	if (S_ISCHR(e->mode) || S_ISBLK(e->mode))
		writer_printf(w, ",\"major\":%u,\"minor\":%u", e->rdev_major,
			      e->rdev_minor);
	if (e->has_digest) {
		text_to_hex(e->digest, sizeof(e->digest), digest);
		write_text(w, "sha256", digest);
	}
	write_text(w, "target", e->target);
	write_text(w, "origin", e->origin);
	write_text(w, "packages", e->packages);
	writer_text(w, "}");
}

/* --- reading -------------------------------------------------------------------------- */

static void fail(struct json *j)
{
	j->in.bad = true;
}

static void read_type(struct json *j, struct manifest_entry *e)
{
	char name[sizeof("unknown")];

	json_string(j, name, sizeof(name));
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (strcmp(types[i].name, name) == 0) {
			e->mode = types[i].type | (e->mode & PERM_MAX);
			return;
		}
	}
	/* What the kernel skips has a place in the list nonetheless. */
	if (strcmp(name, "unknown") != 0)
		fail(j);
}

static void read_mode(struct json *j, struct manifest_entry *e)
{
	char digits[MODE_DIGITS + 1];
	uint32_t perm = 0;

	json_string(j, digits, sizeof(digits));
	if (strlen(digits) != MODE_DIGITS || strspn(digits, "01234567") != MODE_DIGITS) {
		fail(j);
		return;
	}
	for (const char *at = digits; *at; at++)
		perm = perm << 3 | (uint32_t)(*at - '0');
	e->mode = (e->mode & S_IFMT) | perm;
}

static void read_digest(struct json *j, struct manifest_entry *e)
{
	char text[SHA256_HEX_SIZE];

	json_string(j, text, sizeof(text));
	e->has_digest =
		text_from_hex(text, strlen(text), e->digest, sizeof(e->digest)) == 0;
	if (!e->has_digest)
		fail(j);
}

static bool read_text(struct json *j, const char *key, struct manifest_texts *texts,
		      struct manifest_entry *e)
{
	if (strcmp(key, "path") == 0) {
		json_string(j, texts->path, sizeof(texts->path));
		e->path = texts->path;
	} else if (strcmp(key, "target") == 0) {
		json_string(j, texts->target, sizeof(texts->target));
		e->target = texts->target;
	} else if (strcmp(key, "origin") == 0) {
		json_string(j, texts->origin, sizeof(texts->origin));
		e->origin = texts->origin;
	} else if (strcmp(key, "packages") == 0) {
		json_string(j, texts->packages, sizeof(texts->packages));
		e->packages = texts->packages;
	} else {
		return false;
	}
	return true;
}

static bool read_number(struct json *j, const char *key, struct manifest_entry *e)
{
	const struct {
		const char *key;
		uint32_t *to;
	} numbers[] = {
		{ "segment", &e->segment },  { "uid", &e->uid },
		{ "gid", &e->gid },          { "mtime", &e->mtime_s },
		{ "links", &e->nlink },      { "size", &e->size },
		{ "major", &e->rdev_major }, { "minor", &e->rdev_minor },
	};

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		if (strcmp(numbers[i].key, key) == 0) {
			*numbers[i].to = json_u32(j);
			return true;
		}
	}
	return false;
}

void manifest_read_entry(struct json *j, struct manifest_texts *texts,
			 struct manifest_entry *ret)
{
	struct manifest_entry e = { .nlink = 1 };
	bool has_type = false;
	char key[JSON_KEY_MAX];

	json_object(j);
	while (json_key(j, key)) {
		if (strcmp(key, "type") == 0) {
			read_type(j, &e);
			has_type = true;
		} else if (strcmp(key, "mode") == 0) {
			read_mode(j, &e);
		} else if (strcmp(key, "sha256") == 0) {
			read_digest(j, &e);
		} else if (!read_text(j, key, texts, &e) && !read_number(j, key, &e)) {
			json_skip(j);
		}
	}
	if (!has_type || !e.path)
		fail(j);
	else
		*ret = e;
}
