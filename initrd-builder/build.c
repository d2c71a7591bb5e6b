/* SPDX-License-Identifier: MIT */
#include "initrd-builder/build.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "initrd-builder/archive.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/file.h"
#include "initrd-builder/origins.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/spec.h"
#include "initrd-builder/tree.h"
#include "pure/newc.h"

enum {
	SPEC_FILE_MAX = 16 * 1024 * 1024, /* a hundred thousand lines */
	INCLUDE_DEPTH_MAX = 16,
};

struct build {
	struct archive *archive;
	const struct spec_definitions *definitions;
	char packages[ORIGIN_PACKAGES_MAX]; /* of the entry that is to follow */
	int depth;
	bool is_placed; /* the failure's text says already in which line it is */
};

static int of_archive(int r, const struct build *b, struct reason *why)
{
	return r ? reason_set(why, r, "%s", archive_why(b->archive)) : 0;
}

static int add_file(const struct build *b, const struct spec_line *line,
		    const char *source, struct archive_attr attr, struct reason *why)
{
	const char *paths[SPEC_WORDS_MAX + 1] = { line->name.text };

	memcpy(&paths[1], line->links, line->links_len * sizeof(paths[0]));
	return of_archive(archive_add_linked_file(b->archive, paths, 1 + line->links_len,
						  source, attr),
			  b, why);
}

static int add_applet(const struct build *b, const struct spec_line *line,
		      const char *applet, struct reason *why)
{
	const char *slash = strrchr(applet, '/');
	char path[NEWC_PATH_MAX];
	int len;

	/* busybox's own list has the whole path of each, `--list` only the name. */
	len = snprintf(path, sizeof(path), "%s/%s", line->name.text,
		       slash ? slash + 1 : applet);
	if (len >= (int)sizeof(path))
		return reason_errno(why, -ENAMETOOLONG, "'%s'", applet);
	return of_archive(archive_add_symlink(b->archive, path, line->target.text,
					      (struct archive_attr){ .perm = 0777 }),
			  b, why);
}

/* One symlink for each line of @list that is no comment.  A list, because the busybox at
 * hand may be one for another machine, which cannot be asked for its applets. */
static int add_applets(const struct build *b, const struct spec_line *line,
		       const char *list, struct reason *why)
{
	cleanup_buffer struct buffer text = { 0 };
	char *save = NULL;
	int r = file_read_all(list, SPEC_FILE_MAX, &text, why);

	if (r == 0 && buffer_append(&text, "", 1) != 0)
		r = reason_errno(why, -ENOMEM, "'%s'", list);
	if (r != 0)
		return r;
	for (char *applet = strtok_r((char *)text.bytes, "\r\n", &save); applet && r == 0;
	     applet = strtok_r(NULL, "\r\n", &save))
		if (applet[0] != '#')
			r = add_applet(b, line, applet, why);
	return r;
}

static int build_file(struct build *b, const char *path, struct reason *why);

static int add_include(struct build *b, const char *spec, const char *included,
		       struct reason *why)
{
	const char *slash = included[0] == '/' ? NULL : strrchr(spec, '/');
	char path[SPEC_PATH_MAX];
	int len = snprintf(path, sizeof(path), "%.*s%s",
			   slash ? (int)(slash - spec) + 1 : 0, spec, included);

	if (len >= (int)sizeof(path))
		return reason_errno(why, -ENAMETOOLONG, "'%s'", included);
	return build_file(b, path, why);
}

static int add_line(struct build *b, const struct spec_line *line, const char *source,
		    struct reason *why)
{
	struct archive_attr attr = { .perm = line->perm,
				     .uid = line->uid,
				     .gid = line->gid };
	const char *name = line->name.text;
	struct archive *a = b->archive;

	switch (line->kind) {
	case SPEC_FILE:
		return add_file(b, line, source, attr, why);
	case SPEC_DIR:
		return of_archive(archive_add_dir(a, name, attr), b, why);
	case SPEC_SLINK:
		return of_archive(archive_add_symlink(a, name, line->target.text, attr),
				  b, why);
	case SPEC_NOD:
		return of_archive(archive_add_node(a, name, line->type, line->major,
						   line->minor, attr),
				  b, why);
	case SPEC_PIPE:
		return of_archive(archive_add_node(a, name, S_IFIFO, 0, 0, attr), b, why);
	case SPEC_TREE:
		return tree_add(a, name, source, why);
	case SPEC_BUSYBOX_LINKS:
		return add_applets(b, line, source, why);
	case SPEC_INCLUDE:
	case SPEC_PACKAGES:
	case SPEC_NOTHING:
		break;
	}
	return 0;
}

/* A failure points at the source if that cannot be had, and else at the entry's name. */
static unsigned int column_of(const struct spec_line *line, const char *source)
{
	struct stat st;

	if (line->kind != SPEC_INCLUDE && line->kind != SPEC_PACKAGES &&
	    source[0] != '\0' && stat(source, &st) != 0)
		return line->source.column;
	return line->name.column;
}

static int build_entry(struct build *b, const char *spec, unsigned int number,
		       const struct spec_line *line, const char *source,
		       struct reason *why)
{
	int r = of_archive(archive_set_origin(b->archive, "%s:%u", spec, number), b, why);

	if (r == 0)
		r = of_archive(archive_set_packages(b->archive, b->packages), b, why);
	if (r == 0)
		r = add_line(b, line, source, why);
	if (line->kind != SPEC_NOTHING)
		b->packages[0] = '\0';
	return r;
}

/* Of whose source the next entry is made. */
static int take_packages(struct build *b, const char *list, struct reason *why)
{
	if (strlen(list) >= sizeof(b->packages))
		return reason_set(why, -EINVAL, "a list of more than %zu bytes",
				  sizeof(b->packages) - 1);
	memcpy(b->packages, list, strlen(list) + 1);
	return 0;
}

static int build_line(struct build *b, const char *spec, unsigned int number, char *text,
		      struct reason *why)
{
	char source[SPEC_PATH_MAX] = "";
	struct spec_line line;
	unsigned int column;
	int r = spec_parse_line(text, &line, &column, why);

	if (r == 0 && line.source.text) {
		column = line.source.column;
		r = spec_expand(line.source.text, b->definitions, source, why);
	}
	if (r == 0 && line.kind == SPEC_INCLUDE) {
		r = add_include(b, spec, source, why);
	} else if (r == 0 && line.kind == SPEC_PACKAGES) {
		r = take_packages(b, source, why);
	} else if (r == 0) {
		r = build_entry(b, spec, number, &line, source, why);
		if (r != 0)
			column = column_of(&line, source);
	}
	if (r == 0 || b->is_placed)
		return r;
	b->is_placed = true;
	return reason_prefix(why, r, "%s:%u:%u", spec, number, column);
}

static int build_lines(struct build *b, const char *spec, const struct buffer *text,
		       struct reason *why)
{
	char *at = (char *)text->bytes, *end = at + text->len;
	int r = 0;

	for (unsigned int number = 1; at < end && r == 0; number++) {
		char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((newline ? newline : end) - at);

		if (len >= SPEC_LINE_MAX || memchr(at, 0, len))
			return reason_set(why, -EINVAL, "%s:%u:1: %s", spec, number,
					  len >= SPEC_LINE_MAX ? "the line is too long"
							       : "a NUL in the line");
		at[len] = '\0'; /* the newline's place, or the one that was added */
		r = build_line(b, spec, number, at, why);
		at += len + 1;
	}
	return r;
}

static int build_file(struct build *b, const char *path, struct reason *why)
{
	cleanup_buffer struct buffer text = { 0 };
	int r;

	if (b->depth == INCLUDE_DEPTH_MAX)
		return reason_set(why, -ELOOP, "specs include each other %d deep",
				  b->depth);
	r = file_read_all(path, SPEC_FILE_MAX, &text, why);
	if (r != 0)
		return r;
	if (buffer_append(&text, "", 1) != 0)
		return reason_errno(why, -ENOMEM, "'%s'", path);
	text.len--;
	b->depth++;
	r = build_lines(b, path, &text, why);
	b->depth--;
	return r;
}

int build_spec(struct archive *a, const char *path,
	       const struct spec_definitions *definitions, struct reason *why)
{
	struct build b = { .archive = a, .definitions = definitions };

	return build_file(&b, path, why);
}
