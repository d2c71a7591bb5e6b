/* SPDX-License-Identifier: MIT */
#include "initrd-builder/report.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/compress.h"
#include "initrd-builder/image.h"
#include "initrd-builder/reason.h"

enum {
	/* What a header comes to when a thousand like it are compressed. */
	HEADER_WEIGHT = 24,
};

static bool is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && (path[len] == '/' || !path[len]);
}

/* Groups by place, the first that fits; what remains is told apart by its type. */
static const char *group_of(const struct manifest_entry *e)
{
	static const struct {
		const char *folder, *group;
	} places[] = {
		{ "lib/modules", "modules" },
		{ "usr/lib/modules", "modules" },
		{ "lib/firmware", "firmware" },
		{ "usr/lib/firmware", "firmware" },
		{ "kernel/x86/microcode", "microcode" },
		{ "etc/ssl", "ca" },
		{ "etc/pki", "ca" },
	};
	const char *path = manifest_plain_path(e->path);
	const char *slash = strrchr(path, '/');
	const char *target = e->target ? strrchr(e->target, '/') : NULL;

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (is_below(path, places[i].folder))
			return places[i].group;
	if (strcmp(slash ? slash + 1 : path, "busybox") == 0 ||
	    (e->target && strcmp(target ? target + 1 : e->target, "busybox") == 0))
		return "busybox";
	if (S_ISREG(e->mode) && e->mode & 0111)
		return "programs";
	if (S_ISREG(e->mode))
		return is_below(path, "etc") ? "settings" : "files";
	return S_ISLNK(e->mode) ? "symlinks" : "folders and nodes";
}

/* --- shares of a compressed segment ------------------------------------------------------- */

struct weighing {
	struct report_entry *entries;
	size_t len;
	struct buffer packed;
	struct reason *why;
};

static int weigh(void *context, const struct image_entry *from)
{
	static const struct compression fast = { .codec = CODEC_ZSTD, .level = 1 };
	struct weighing *w = context;
	struct report_entry *e = &w->entries[w->len++];
	size_t len = from->item.header.data_len;
	int r;

	e->stored_bytes = e->unpacked_bytes;
	if (from->codec == CODEC_NONE)
		return 0;
	w->packed.len = 0;
	r = compress_bytes(fast, from->item.data, len, &w->packed, w->why);
	e->stored_bytes = HEADER_WEIGHT + (w->packed.len < len ? w->packed.len : len);
	return r;
}

/* Replace the weights of a segment's entries by shares of what it has, so that their sum
 * is exact; entries are still in the order of the image. */
static void share(struct report_entry *entries, size_t len, uint64_t stored)
{
	uint64_t total = 0, sum = 0, given = 0;

	for (size_t i = 0; i < len; i++)
		total += entries[i].stored_bytes;
	for (size_t i = 0; i < len; i++) {
		uint64_t until;

		sum += entries[i].stored_bytes;
		/* In floating point: the product of two sizes has more than 64 bits. */
		until = sum == total ? stored
				     : (uint64_t)((double)stored * (double)sum /
						  (double)total);
		entries[i].stored_bytes = until - given;
		given = until;
	}
}

static void share_segments(struct report *r)
{
	size_t at = 0;

	for (size_t i = 0; i < r->manifest.segments_len; i++) {
		const struct manifest_segment *s = &r->manifest.segments[i];

		if (s->codec != CODEC_NONE)
			share(&r->entries[at], s->entries, s->stored_bytes);
		at += s->entries;
	}
}

/* --- the report --------------------------------------------------------------------------- */

static int by_size(uint64_t x, uint64_t y)
{
	return x > y ? -1 : x < y;
}

static int by_stored(const void *a, const void *b)
{
	const struct report_entry *x = a, *y = b;
	int r = by_size(x->stored_bytes, y->stored_bytes);

	if (r == 0)
		r = by_size(x->unpacked_bytes, y->unpacked_bytes);
	if (r == 0)
		r = strcmp(x->entry->path, y->entry->path);
	return r ? r : x->entry->segment < y->entry->segment ? -1 : 1;
}

static int by_group(const void *a, const void *b)
{
	const struct report_group *x = a, *y = b;
	int r = by_size(x->stored_bytes, y->stored_bytes);

	return r ? r : strcmp(x->name, y->name);
}

static void add_to_group(struct report *r, const struct report_entry *e)
{
	struct report_group *g = r->groups;

	/* There are fewer groups than room for them. */
	while (g < r->groups + r->groups_len && strcmp(g->name, e->group) != 0)
		g++;
	if (g == r->groups + r->groups_len) {
		g->name = e->group;
		r->groups_len++;
	}
	g->stored_bytes += e->stored_bytes;
	g->unpacked_bytes += e->unpacked_bytes;
	g->entries++;
}

static int fill(struct report *r, const void *image, size_t len, struct reason *why)
{
	struct weighing w = { .why = why };
	int error;

	r->len = r->manifest.len;
	r->entries = calloc(r->len + 1, sizeof(*r->entries));
	if (!r->entries)
		return reason_errno(why, -ENOMEM, "the report");
	for (size_t i = 0; i < r->len; i++) {
		const struct manifest_entry *e = &r->manifest.entries[i];

		r->entries[i] = (struct report_entry){
			.entry = e,
			.group = group_of(e),
			.unpacked_bytes = manifest_entry_bytes(e),
		};
	}
	w.entries = r->entries;
	error = image_walk(image, len, weigh, &w, why);
	buffer_free(&w.packed);
	if (error != 0)
		return error;
	share_segments(r);
	for (size_t i = 0; i < r->len; i++)
		add_to_group(r, &r->entries[i]);
	if (r->len > 1)
		qsort(r->entries, r->len, sizeof(*r->entries), by_stored);
	if (r->groups_len > 1)
		qsort(r->groups, r->groups_len, sizeof(*r->groups), by_group);
	return 0;
}

int report_make(const void *image, size_t len, struct report *ret, struct reason *why)
{
	struct report made = { 0 };
	int r = manifest_from_image(image, len, NULL, &made.manifest, why);

	if (r == 0)
		r = fill(&made, image, len, why);
	if (r != 0) {
		report_free(&made);
		return r;
	}
	*ret = made;
	return 0;
}

void report_free(struct report *r)
{
	manifest_free(&r->manifest);
	free(r->entries);
	*r = (struct report){ 0 };
}
