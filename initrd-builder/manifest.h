/* SPDX-License-Identifier: MIT */
/*
 * What is in an initrd, entry by entry, with digests, and if it is known what asked for
 * each: made from the finished image, so that it says what is there and not what was
 * meant.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "initrd-builder/arena.h"
#include "initrd-builder/compress.h"
#include "pure/manifest_entry.h"

struct archive;
struct buffer;
struct reason;

struct manifest_segment {
	uint32_t number; /* from 1; one without entries is left out */
	enum codec codec;
	uint64_t offset;         /* in the image */
	uint64_t stored_bytes;   /* with the padding behind it */
	uint64_t unpacked_bytes; /* of its entries */
	uint32_t entries;
};

struct manifest {
	struct manifest_entry *entries; /* as the image has them, until they are sorted */
	size_t len, cap;
	struct manifest_segment *segments;
	size_t segments_len, segments_cap;
	uint64_t
		bootconfig_bytes; /* at the end of the image, which are none of a segment */
	struct arena arena;       /* of the texts */
};

/* A path as archives of ours have it: without the "/" or "./" of other tools. */
const char *manifest_plain_path(const char *path);

/* How many bytes an entry has in its archive, with its header and paddings. */
uint64_t manifest_entry_bytes(const struct manifest_entry *e);

/* Read the image; @origins is the archive that wrote it, or NULL. */
must_check int manifest_from_image(const void *image, size_t len,
				   const struct archive *origins, struct manifest *ret,
				   struct reason *why);

/* By path, bytewise, and then by segment. */
void manifest_sort(struct manifest *m);

/* Append the manifest as JSON, one line an entry. */
must_check int manifest_write(const struct manifest *m, struct buffer *to);

/* Read what manifest_write() wrote, but for the segments. */
must_check int manifest_read(const void *text, size_t len, struct manifest *ret,
			     struct reason *why);

/* Append an entry, its texts copied.  Returns 0 or -ENOMEM. */
must_check int manifest_add(struct manifest *m, const struct manifest_entry *e);

void manifest_free(struct manifest *m);
#define cleanup_manifest cleanup_with(manifest_free)
