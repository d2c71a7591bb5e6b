/* SPDX-License-Identifier: MIT */
#include "initrd-builder/manifest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "initrd-builder/archive.h"
#include "initrd-builder/image.h"
#include "initrd-builder/reason.h"
#include "pure/bootconfig.h"
#include "sys/digest.h"

enum {
	FIRST_ENTRIES = 256,
	FIRST_SEGMENTS = 8,
};

struct reading {
	struct manifest *manifest;
	const struct archive *origins;
};

void manifest_free(struct manifest *m)
{
	arena_free(&m->arena);
	free(m->entries);
	free(m->segments);
	*m = (struct manifest){ 0 };
}

static const char *copy(struct manifest *m, const char *text, bool *has_room)
{
	const char *copied = text ? arena_copy(&m->arena, text, strlen(text)) : NULL;

	if (text && !copied)
		*has_room = false;
	return copied;
}

int manifest_add(struct manifest *m, const struct manifest_entry *e)
{
	struct manifest_entry added = *e;
	bool has_room = true;

	if (m->len == m->cap) {
		size_t cap = m->cap ? m->cap * 2 : FIRST_ENTRIES;
		struct manifest_entry *entries =
			realloc(m->entries, cap * sizeof(*entries));

		if (!entries)
			return -ENOMEM;
		m->entries = entries;
		m->cap = cap;
	}
	added.path = copy(m, e->path, &has_room);
	added.target = copy(m, e->target, &has_room);
	added.origin = copy(m, e->origin, &has_room);
	added.packages = copy(m, e->packages, &has_room);
	if (!has_room)
		return -ENOMEM;
	m->entries[m->len++] = added;
	return 0;
}

const char *manifest_plain_path(const char *path)
{
	while (path[0] == '/' || (path[0] == '.' && path[1] == '/'))
		path++;
	return path;
}

uint64_t manifest_entry_bytes(const struct manifest_entry *e)
{
	return newc_head_len(e->path_len - 1) + e->data_len +
	       newc_padding(e->data_len, NEWC_ALIGN);
}

/* --- from an image ------------------------------------------------------------------------ */

static struct manifest_segment *segment_of(struct manifest *m,
					   const struct image_entry *from)
{
	struct manifest_segment *s = m->segments;

	if (m->segments_len > 0 && s[m->segments_len - 1].number == from->segment)
		return &s[m->segments_len - 1];
	if (m->segments_len == m->segments_cap) {
		size_t cap = m->segments_cap ? m->segments_cap * 2 : FIRST_SEGMENTS;

		s = realloc(m->segments, cap * sizeof(*s));
		if (!s)
			return NULL;
		m->segments = s;
		m->segments_cap = cap;
	}
	s += m->segments_len++;
	*s = (struct manifest_segment){
		.number = from->segment,
		.codec = from->codec,
		.offset = from->offset,
	};
	return s;
}

static int add_entry(void *context, const struct image_entry *from)
{
	const struct reading *r = context;
	struct manifest *m = r->manifest;
	const struct newc_header *h = &from->item.header;
	struct manifest_segment *segment = segment_of(m, from);
	struct manifest_entry e = {
		.path = from->item.path,
		.segment = from->segment,
		.mode = h->mode,
		.uid = h->uid,
		.gid = h->gid,
		.mtime_s = h->mtime_s,
		.nlink = h->nlink,
		.ino = h->ino,
		.dev_major = h->dev_major,
		.dev_minor = h->dev_minor,
		.data_len = h->data_len,
		.path_len = h->path_len,
		.rdev_major = h->rdev_major,
		.rdev_minor = h->rdev_minor,
	};

	if (!segment)
		return -ENOMEM;
	if (S_ISLNK(h->mode)) {
		e.target = arena_copy(&m->arena, from->item.data, h->data_len);
		if (!e.target)
			return -ENOMEM;
	}
	if (r->origins) {
		struct origin origin = archive_origin(r->origins, m->len);

		e.origin = origin.text;
		e.packages = origin.packages;
	}
	if (S_ISREG(h->mode)) {
		e.size = h->data_len;
		e.has_digest = true;
		digest_of(from->item.data, h->data_len, e.digest);
	}
	segment->entries++;
	segment->unpacked_bytes += manifest_entry_bytes(&e);
	return manifest_add(m, &e);
}

static int by_number(uint32_t x, uint32_t y)
{
	return x < y ? -1 : x > y;
}

/* Names of one file side by side (the kernel's key: init/initramfs.c, find_link()), the one
 * with the data first. */
static int by_link(const void *a, const void *b)
{
	const struct manifest_entry *const *x = a, *const *y = b;
	int r = by_number((*x)->segment, (*y)->segment);

	if (r == 0)
		r = by_number((*x)->dev_major, (*y)->dev_major);
	if (r == 0)
		r = by_number((*x)->dev_minor, (*y)->dev_minor);
	if (r == 0)
		r = by_number((*x)->ino, (*y)->ino);
	return r;
}

static int by_link_and_data(const void *a, const void *b)
{
	const struct manifest_entry *const *x = a, *const *y = b;
	int r = by_link(a, b);

	return r ? r : -by_number((*x)->data_len, (*y)->data_len);
}

/* All names of a file get the size and the digest of the one that has its bytes. */
static int join_links(struct manifest *m)
{
	struct manifest_entry **linked =
		calloc(m->len + 1, sizeof(struct manifest_entry *));
	size_t len = 0, first = 0;

	if (!linked)
		return -ENOMEM;
	for (size_t i = 0; i < m->len; i++)
		if (S_ISREG(m->entries[i].mode) && m->entries[i].nlink > 1)
			linked[len++] = &m->entries[i];
	if (len > 1)
		qsort(linked, len, sizeof(struct manifest_entry *), by_link_and_data);
	for (size_t i = 1; i < len; i++) {
		if (by_link(&linked[first], &linked[i]) != 0) {
			first = i;
			continue;
		}
		linked[i]->size = linked[first]->size;
		memcpy(linked[i]->digest, linked[first]->digest, SHA256_BYTES);
	}
	free(linked);
	return 0;
}

static void measure_segments(struct manifest *m, size_t image_len)
{
	uint64_t end = image_len;

	for (size_t i = m->segments_len; i > 0; i--) {
		struct manifest_segment *s = &m->segments[i - 1];

		s->stored_bytes = end - s->offset;
		end = s->offset;
	}
}

int manifest_from_image(const void *image, size_t len, const struct archive *origins,
			struct manifest *ret, struct reason *why)
{
	struct manifest m = { 0 };
	struct reading reading = { .manifest = &m, .origins = origins };
	int r;

	r = image_walk(image, len, add_entry, &reading, why);
	if (r == 0)
		r = join_links(&m);
	if (r == -ENOMEM)
		r = reason_errno(why, r, "the manifest");
	if (r != 0) {
		manifest_free(&m);
		return r;
	}
	m.bootconfig_bytes = len - bootconfig_cut(image, len);
	measure_segments(&m, len - m.bootconfig_bytes);
	*ret = m;
	return 0;
}

static int by_path(const void *a, const void *b)
{
	const struct manifest_entry *x = a, *y = b;
	int r = strcmp(x->path, y->path);

	return r ? r : x->segment < y->segment ? -1 : x->segment > y->segment;
}

void manifest_sort(struct manifest *m)
{
	if (m->len > 1)
		qsort(m->entries, m->len, sizeof(*m->entries), by_path);
}
