/* SPDX-License-Identifier: MIT */
#include "initrd-builder/image.h"

#include <errno.h>
#include <stdbool.h>

#include "initrd-builder/buffer.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/unpack.h"

/* What one compressed segment may hold: an initrd has to fit into memory as it is. */
#define SEGMENT_MAX ((uint64_t)2 << 30)

struct walk {
	struct image_entry entry;
	image_each *each;
	void *context;
	struct reason *why;
};

/* Walk over entries that stand one behind the other; @offset is that of the compressed
 * segment that they all came out of. */
static int walk_entries(struct walk *w, struct newc_reader *r, uint64_t offset)
{
	bool is_raw = w->entry.codec == CODEC_NONE;

	while (true) {
		int n = newc_next(r, &w->entry.item);

		if (n < 0)
			return reason_set(w->why, n, "broken entry at offset %zu%s",
					  (size_t)(r->at - r->start),
					  is_raw ? "" : " of what a segment holds");
		if (n == 0)
			return 0;
		if (w->entry.item.is_trailer) {
			w->entry.segment++;
			continue;
		}
		w->entry.offset = is_raw ? w->entry.item.offset : offset;
		n = w->each(w->context, &w->entry);
		if (n != 0)
			return n;
	}
}

static int walk_compressed(struct walk *w, struct newc_reader *image)
{
	cleanup_buffer struct buffer unpacked = { 0 };
	uint64_t offset = (uint64_t)(image->at - image->start);
	size_t used = 0;
	int r;

	if (w->entry.codec == CODEC_NONE)
		return reason_set(w->why, -EBADMSG,
				  "neither an entry nor gzip, xz or zstd at offset %llu",
				  (unsigned long long)offset);
	r = unpack_bytes(image->at, image->left, SEGMENT_MAX, &unpacked, &used, w->why);
	if (r != 0)
		return reason_prefix(w->why, r, "segment at offset %llu",
				     (unsigned long long)offset);
	struct newc_reader inner = newc_read_from(unpacked.bytes, unpacked.len);

	r = walk_entries(w, &inner, offset);
	if (r == 0 && inner.left > 0)
		r = reason_set(w->why, -EBADMSG, "junk in the segment at offset %llu",
			       (unsigned long long)offset);
	image->at += used;
	image->left -= used;
	return r;
}

int image_walk(const void *bytes, size_t len, image_each *each, void *context,
	       struct reason *why)
{
	struct walk w = { .each = each, .context = context, .why = why };
	struct newc_reader image = newc_read_from(bytes, len);
	int r = 0;

	w.entry.segment = 1;
	while (r == 0) {
		w.entry.codec = CODEC_NONE;
		r = walk_entries(&w, &image, 0);
		if (r != 0 || image.left == 0)
			break;
		w.entry.codec = unpack_codec(image.at, image.left);
		r = walk_compressed(&w, &image);
	}
	return r;
}
