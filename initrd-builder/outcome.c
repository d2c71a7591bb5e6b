/* SPDX-License-Identifier: MIT */
#include "initrd-builder/outcome.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "initrd-builder/reason.h"

enum {
	/* A line's numbers, a path and a target. */
	LINE_MAX_LEN = 128 + 2 * NEWC_PATH_MAX,
};

struct making {
	const struct outcome_options *options;
	struct outcome *outcome;
};

static int apply(void *context, const struct image_entry *entry)
{
	const struct making *making = context;
	const struct outcome_options *options = making->options;
	struct kernel_model *m = &making->outcome->model;
	const struct kernel_entry e = {
		.item = entry->item,
		.data_len = entry->data_len,
		.findings = entry->findings,
	};
	kernel_findings found;

	if (options->segment != OUTCOME_ALL_SEGMENTS &&
	    entry->segment != options->segment && entry->item.path)
		return 0;
	found = kernel_model_apply(m, &e, entry->segment);
	for (unsigned int f = 0; options->on_finding && f < KERNEL_FINDINGS; f++)
		if (found & KERNEL_FOUND(f))
			options->on_finding(options->context, entry, f);
	return m->is_full ? -E2BIG : 0;
}

int outcome_of(struct image *image, const struct outcome_options *options,
	       struct outcome *ret, struct reason *why)
{
	struct making making = { options, ret };
	int r;

	/* Pages that no entry needs are never touched. */
	ret->memory = calloc(1, kernel_model_memory_len(options->limits.entries));
	if (!ret->memory)
		return reason_errno(why, -ENOMEM, "%u entries", options->limits.entries);
	kernel_model_begin(&ret->model, ret->memory, options->limits.entries);
	ret->model.makes_folders = options->segment != OUTCOME_ALL_SEGMENTS;
	r = image_scan(image, &options->limits, apply, &making, why);
	if (ret->model.is_full)
		return reason_set(why, -E2BIG, "more entries than the limit allows");
	kernel_model_sort(&ret->model);
	return r;
}

void outcome_free(struct outcome *o)
{
	free(o->memory);
	*o = (struct outcome){ 0 };
}

static size_t print_target(const struct kernel_file *file, char *to, size_t cap)
{
	char target[NEWC_PATH_MAX];
	int len = 0;

	switch (file->mode & KERNEL_TYPE) {
	case KERNEL_SYMLINK:
		text_sanitize(target, sizeof(target), (const char *)file->data,
			      file->data_len);
		len = snprintf(to, cap, " -> %s", target);
		break;
	case KERNEL_CHAR:
	case KERNEL_BLOCK:
		len = snprintf(to, cap, " %u:%u", file->rdev_major, file->rdev_minor);
		break;
	default:
		break;
	}
	return len > 0 ? (size_t)len : 0;
}

int outcome_print(const struct outcome *o, uint32_t name, struct buffer *to)
{
	static const char types[] = "?pc?d?b?f?l?s???";
	const struct kernel_model *m = &o->model;
	const struct kernel_file *file =
		&m->files[name ? m->names[name].file : KERNEL_ROOT];
	char path[NEWC_PATH_MAX], shown[NEWC_PATH_MAX], mtime[16] = "-";
	char line[LINE_MAX_LEN];
	size_t len;

	if (kernel_model_path(m, name, path, sizeof(path)) != 0)
		return -ENAMETOOLONG;
	text_sanitize(shown, sizeof(shown), name ? path : ".", strlen(name ? path : "."));
	if (file->has_mtime)
		(void)snprintf(mtime, sizeof(mtime), "%u", file->mtime_s);
	len = (size_t)snprintf(line, sizeof(line), "%c %04o %u:%u %u %u %s %s",
			       types[file->mode >> 12 & 15], file->mode & 07777,
			       file->uid, file->gid, file->nlink, file->len, mtime,
			       shown);
	len += print_target(file, line + len, sizeof(line) - len - 1);
	line[len++] = '\n';
	return buffer_append(to, line, len);
}
