/* SPDX-License-Identifier: MIT */
#include "initrd-builder/diff.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/outcome.h"
#include "pure/manifest_entry.h"
#include "sys/digest.h"

enum {
	DIGEST_SHOWN = 8, /* bytes of a digest, which tell two files apart */
	VALUE_MAX = NEWC_PATH_MAX,
	LINE_MAX_LEN = 3 * NEWC_PATH_MAX + 64,
};

/* A walk over one of the trees. */
struct side {
	const struct kernel_model *model;
	uint32_t name;            /* 0 is the root */
	char path[NEWC_PATH_MAX]; /* "" when all has been seen, and of the root */
	bool is_over;
};

struct diff {
	const struct diff_options *options;
	struct buffer *to;
	const char *path; /* that is compared */
};

typedef void value_of(const struct kernel_file *file, struct writer *to);

static const struct kernel_file *file_of(const struct side *s)
{
	const struct kernel_model *m = s->model;

	return &m->files[s->name ? m->names[s->name].file : KERNEL_ROOT];
}

static int next(struct side *s)
{
	s->name = kernel_model_next(s->model, s->name);
	s->is_over = s->name == 0;
	s->path[0] = '\0';
	return s->is_over
		       ? 0
		       : kernel_model_path(s->model, s->name, s->path, sizeof(s->path));
}

/* The walk's order: components bytewise, and a folder before what is in it. */
static int compare_paths(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	int x = *a == '/' ? 0 : (uint8_t)*a, y = *b == '/' ? 0 : (uint8_t)*b;

	return x != y ? x - y : (*a != 0) - (*b != 0);
}

/* --- fields ------------------------------------------------------------------------------- */

static void value_of_type(const struct kernel_file *file, struct writer *to)
{
	writer_text(to, manifest_type_name(file->mode));
}

static void value_of_mode(const struct kernel_file *file, struct writer *to)
{
	writer_printf(to, "%04o", file->mode & ~(uint32_t)KERNEL_TYPE);
}

static void value_of_uid(const struct kernel_file *file, struct writer *to)
{
	writer_printf(to, "%" PRIu32, file->uid);
}

static void value_of_gid(const struct kernel_file *file, struct writer *to)
{
	writer_printf(to, "%" PRIu32, file->gid);
}

static void value_of_mtime(const struct kernel_file *file, struct writer *to)
{
	if (file->has_mtime)
		writer_printf(to, "%" PRIu32, file->mtime_s);
	else
		writer_text(to, "-");
}

static void value_of_links(const struct kernel_file *file, struct writer *to)
{
	writer_printf(to, "%" PRIu32, file->nlink);
}

static void value_of_target(const struct kernel_file *file, struct writer *to)
{
	char target[NEWC_PATH_MAX];

	text_sanitize(target, sizeof(target), (const char *)file->data, file->data_len);
	writer_text(to, target);
}

static void value_of_device(const struct kernel_file *file, struct writer *to)
{
	writer_printf(to, "%" PRIu32 ":%" PRIu32, file->rdev_major, file->rdev_minor);
}

/* The digest of what is there: zeroes that the kernel puts behind a truncated file are
 * told by the length. */
static void value_of_content(const struct kernel_file *file, struct writer *to)
{
	uint8_t digest[SHA256_BYTES];
	char hex[2 * DIGEST_SHOWN + 1];

	digest_of(file->data, file->data_len, digest);
	text_to_hex(digest, DIGEST_SHOWN, hex);
	writer_printf(to, "%" PRIu32 ":%s", file->len, hex);
}

/* --- lines -------------------------------------------------------------------------------- */

static int add_line(const struct diff *d, const char *sign, const char *rest)
{
	char path[NEWC_PATH_MAX], line[LINE_MAX_LEN];
	int len;

	text_sanitize(path, sizeof(path), d->path, strlen(d->path));
	len = snprintf(line, sizeof(line), "%s %s%s\n", sign, path[0] ? path : "/", rest);
	return len < (int)sizeof(line) ? buffer_append(d->to, line, (size_t)len)
				       : -ENAMETOOLONG;
}

static int tell_field(const struct diff *d, const char *field, const char *old,
		      const char *new)
{
	char rest[2 * VALUE_MAX + 32];

	(void)snprintf(rest, sizeof(rest), " %s %s %s", field, old, new);
	return add_line(d, "!", rest);
}

/* A line, if what @value says of the two is not the same. */
static int compare_field(const struct diff *d, const struct kernel_file *x,
			 const struct kernel_file *y, const char *field, value_of *value)
{
	char old[VALUE_MAX], new[VALUE_MAX];
	struct writer to_old = writer_over(old, sizeof(old));
	struct writer to_new = writer_over(new, sizeof(new));

	value(x, &to_old);
	value(y, &to_new);
	return strcmp(old, new) == 0 ? 0 : tell_field(d, field, old, new);
}

/* The same of the bytes, which may not be fit to be shown. */
static int compare_data(const struct diff *d, const struct kernel_file *x,
			const struct kernel_file *y, const char *field, value_of *value)
{
	char old[VALUE_MAX], new[VALUE_MAX];
	struct writer to_old = writer_over(old, sizeof(old));
	struct writer to_new = writer_over(new, sizeof(new));

	if (x->len == y->len && x->data_len == y->data_len &&
	    (x->data_len == 0 || memcmp(x->data, y->data, x->data_len) == 0))
		return 0;
	value(x, &to_old);
	value(y, &to_new);
	return tell_field(d, field, old, new);
}

/* What only files of one type have. */
static int compare_kind(const struct diff *d, const struct kernel_file *x,
			const struct kernel_file *y)
{
	switch (x->mode & KERNEL_TYPE) {
	case KERNEL_FILE:
		return compare_data(d, x, y, "content", value_of_content);
	case KERNEL_SYMLINK:
		return compare_data(d, x, y, "target", value_of_target);
	case KERNEL_CHAR:
	case KERNEL_BLOCK:
		return compare_field(d, x, y, "device", value_of_device);
	default:
		return 0;
	}
}

static int compare(const struct diff *d, const struct kernel_file *x,
		   const struct kernel_file *y)
{
	bool is_folder = (x->mode & KERNEL_TYPE) == KERNEL_FOLDER;
	int r;

	if ((x->mode & KERNEL_TYPE) != (y->mode & KERNEL_TYPE))
		return compare_field(d, x, y, "type", value_of_type);
	r = compare_field(d, x, y, "mode", value_of_mode);
	if (r == 0)
		r = compare_field(d, x, y, "uid", value_of_uid);
	if (r == 0)
		r = compare_field(d, x, y, "gid", value_of_gid);
	if (r == 0 && !d->options->ignores_time)
		r = compare_field(d, x, y, "mtime", value_of_mtime);
	/* How many links a folder has follows from what is in it. */
	if (r == 0 && !is_folder)
		r = compare_field(d, x, y, "links", value_of_links);
	return r ? r : compare_kind(d, x, y);
}

/* Tell of a path that one side has, and pass over what is below it. */
static int tell_one_side(struct diff *d, struct side *s, const char *sign)
{
	char top[NEWC_PATH_MAX];
	size_t len = strlen(s->path);
	int r;

	d->path = s->path;
	r = add_line(d, sign, "");
	memcpy(top, s->path, len + 1);
	do {
		if (r == 0)
			r = next(s);
	} while (r == 0 && !s->is_over && strncmp(s->path, top, len) == 0 &&
		 s->path[len] == '/');
	return r;
}

int diff_outcomes(const struct outcome *a, const struct outcome *b,
		  const struct diff_options *options, struct buffer *to)
{
	struct side x = { .model = &a->model }, y = { .model = &b->model };
	struct diff d = { .options = options, .to = to };
	int r = 0;

	while (r == 0 && !(x.is_over && y.is_over)) {
		int order = compare_paths(x.path, y.path);

		if (y.is_over || (!x.is_over && order < 0)) {
			r = tell_one_side(&d, &x, "-");
		} else if (x.is_over || order > 0) {
			r = tell_one_side(&d, &y, "+");
		} else {
			d.path = x.path;
			r = compare(&d, file_of(&x), file_of(&y));
			if (r == 0)
				r = next(&x);
			if (r == 0)
				r = next(&y);
		}
	}
	return r;
}
