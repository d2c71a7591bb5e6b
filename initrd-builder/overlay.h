/* SPDX-License-Identifier: MIT */
/*
 * Overlays: named segments behind an initrd.
 *
 * A segment says its name in its first entry, an empty file OVERLAY_PREFIX NAME in the
 * root folder.  Every tool lists it, the kernel unpacks it like any other file, and who
 * looks at the running system sees which overlays it was booted with.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct archive;
struct reason;

#define OVERLAY_PREFIX ".overlay-"

enum {
	OVERLAY_NAME_MAX = 64,
};

/* Which bytes of an image belong to an overlay; nothing if both are 0. */
struct overlay_place {
	uint64_t start, end;
};

/* Letters, digits, '-', '_' and '.'.  Returns 0 or -EINVAL. */
must_check int overlay_check_name(const char *name, struct reason *why);

/* Find overlay @name. */
must_check int overlay_find(const void *image, size_t len, const char *name,
			    struct overlay_place *ret, struct reason *why);

/*
 * Teach @a, which has no segment yet, what the image holds without the bytes at @without.
 * -EEXIST if the rest cannot be without them: an entry behind them needs a folder that
 * only they have.
 */
must_check int overlay_learn(struct archive *a, const void *image, size_t len,
			     const struct overlay_place *without, struct reason *why);

/* Add the entry that names the segment which has begun. */
must_check int overlay_add_name(struct archive *a, const char *name);
