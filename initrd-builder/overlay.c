/* SPDX-License-Identifier: MIT */
#include "initrd-builder/overlay.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "initrd-builder/archive.h"
#include "initrd-builder/image.h"
#include "initrd-builder/manifest.h"
#include "initrd-builder/reason.h"

#define NAME_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-.0123456789"

enum {
	MARK_MAX = sizeof(OVERLAY_PREFIX) + OVERLAY_NAME_MAX,
};

int overlay_check_name(const char *name, struct reason *why)
{
	size_t len = strlen(name);

	if (len == 0 || len > OVERLAY_NAME_MAX || name[strspn(name, NAME_CHARS)] != '\0')
		return reason_set(why, -EINVAL,
				  "an overlay's name has 1 to %d letters, digits, '-', "
				  "'_' or '.'",
				  OVERLAY_NAME_MAX);
	return 0;
}

static void mark_of(const char *name, char ret[static MARK_MAX])
{
	(void)snprintf(ret, MARK_MAX, OVERLAY_PREFIX "%s", name);
}

int overlay_add_name(struct archive *a, const char *name)
{
	char mark[MARK_MAX];

	mark_of(name, mark);
	return archive_add_bytes(a, mark, NULL, 0, (struct archive_attr){ .perm = 0444 });
}

/* --- where it is -------------------------------------------------------------------------- */

struct search {
	char mark[MARK_MAX];
	struct overlay_place place;
	unsigned int segment;   /* that the last entry was in, or 0 */
	uint64_t segment_start; /* in the image */
	bool is_in_it;
	bool is_found;
	bool is_shared; /* its compressed data holds other archives as well */
	struct reason *why;
};

static int search_entry(void *context, const struct image_entry *e)
{
	const struct newc_header *h = &e->item.header;
	struct search *s = context;
	bool is_first = e->segment != s->segment;
	bool is_joined = is_first && s->segment != 0 && e->offset == s->segment_start &&
			 e->codec != CODEC_NONE;

	if (!is_first)
		return 0;
	if (s->is_in_it) {
		s->place.end = e->offset;
		s->is_in_it = false;
		s->is_shared = is_joined;
	}
	s->segment = e->segment;
	s->segment_start = e->offset;
	if (strcmp(e->item.path, s->mark) != 0 || !S_ISREG(h->mode) || h->data_len > 0)
		return 0;
	if (s->is_found)
		return reason_set(s->why, -EEXIST, "the image has overlay %s twice",
				  s->mark + sizeof(OVERLAY_PREFIX) - 1);
	s->is_found = s->is_in_it = true;
	s->is_shared = is_joined;
	s->place.start = e->offset;
	return 0;
}

int overlay_find(const void *image, size_t len, const char *name,
		 struct overlay_place *ret, struct reason *why)
{
	struct search s = { .why = why };
	int r;

	mark_of(name, s.mark);
	r = image_walk(image, len, search_entry, &s, why);
	if (r != 0)
		return r;
	if (s.is_in_it)
		s.place.end = len;
	if (s.is_shared)
		return reason_set(why, -ENOTSUP,
				  "overlay %s is compressed together with others", name);
	/* What follows must not lose its alignment.  Up to three zeroes stay. */
	s.place.end -= (s.place.end - s.place.start) % NEWC_ALIGN;
	*ret = s.place;
	return 0;
}

/* --- what else there is ------------------------------------------------------------------- */

struct lesson {
	struct archive *rest, *all; /* without what is replaced, and with it */
	const struct overlay_place *without;
	struct reason *why;
};

/* True if the entry would lose its folder, and the kernel would drop it. */
static bool is_orphaned(const struct lesson *l, const char *path)
{
	char folder[NEWC_PATH_MAX];
	const char *slash = strrchr(path, '/');

	if (!slash || (size_t)(slash - path) >= sizeof(folder))
		return false;
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	return archive_has_dir(l->all, folder) && !archive_has_dir(l->rest, folder);
}

static int learn_entry(void *context, const struct image_entry *e)
{
	const struct newc_header *h = &e->item.header;
	const struct lesson *l = context;
	const char *path = manifest_plain_path(e->item.path);
	bool is_kept = e->offset < l->without->start || e->offset >= l->without->end;
	int r = archive_learn(l->all, path, h->mode, h->nlink);

	if (r == 0 && is_kept && is_orphaned(l, path))
		return reason_set(l->why, -EEXIST,
				  "'%s' stands behind the overlay that is to be "
				  "replaced, and needs a folder of it",
				  path);
	if (r == 0 && is_kept)
		r = archive_learn(l->rest, path, h->mode, h->nlink);
	return r ? reason_errno(l->why, r, "'%s'", path) : 0;
}

int overlay_learn(struct archive *a, const void *image, size_t len,
		  const struct overlay_place *without, struct reason *why)
{
	cleanup_archive struct archive *all = NULL;
	struct lesson l = { .rest = a, .without = without, .why = why };
	int r = archive_new_in_memory(0, &all);

	if (r != 0)
		return reason_errno(why, r, "the overlay");
	l.all = all;
	return image_walk(image, len, learn_entry, &l, why);
}
