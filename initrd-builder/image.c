/* SPDX-License-Identifier: MIT */
#include "initrd-builder/image.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "initrd-builder/file.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/unpack.h"
#include "pure/bootconfig.h"

enum {
	PATH_SHOWN_MAX = 512,
};

struct scan {
	struct image_entry entry; /* what is alike for all of a segment */
	struct image *image;
	image_each *each;
	void *context;
	struct reason *why;
	uint64_t bytes_left;
	uint32_t entries_left;
	bool has_begun; /* the kernel has seen an entry */
	bool is_over;   /* it reads no further */
};

/* Tell of what is no entry's fault. */
static int tell(struct scan *s, uint64_t offset, enum kernel_finding finding)
{
	struct image_entry e = {
		.segment = s->entry.segment,
		.codec = s->entry.codec,
		.offset = offset,
		.findings = KERNEL_FOUND(finding),
	};

	s->is_over = s->is_over || (e.findings & KERNEL_STOPS) != 0;
	return s->each(s->context, &e);
}

/* Entries that stand one behind the other; @offset is that of the compressed segment that
 * they all came out of. */
static int scan_entries(struct scan *s, struct kernel_reader *r, uint64_t offset)
{
	struct image_entry *e = &s->entry;
	struct kernel_entry found;
	int result = 0;

	while (result == 0 && !s->is_over && kernel_next(r, &found) == 1) {
		if (s->entries_left-- == 0)
			return reason_set(s->why, -E2BIG,
					  "more entries than the limit allows");
		e->item = found.item;
		e->data_len = found.data_len;
		e->findings = found.findings;
		e->offset = e->codec == CODEC_NONE ? found.item.offset : offset;
		s->has_begun = true;
		s->is_over = (found.findings & KERNEL_STOPS) != 0;
		result = s->each(s->context, e);
		if (found.item.is_trailer)
			e->segment++;
	}
	return result;
}

static int keep(struct image *image, struct buffer *unpacked)
{
	struct buffer *more = reallocarray(image->unpacked, image->unpacked_len + 1,
					   sizeof(*image->unpacked));

	if (!more)
		return -ENOMEM;
	image->unpacked = more;
	more[image->unpacked_len++] = *unpacked;
	*unpacked = (struct buffer){ 0 };
	return 0;
}

static int scan_unpacked(struct scan *s, const struct buffer *content, uint64_t offset,
			 int unpacked)
{
	struct kernel_reader inner = kernel_read_from(content->bytes, content->len, true);
	bool is_entry = content->len > 0 && content->bytes[0] == '0';
	int r = 0;

	/* At the very beginning, the kernel does not skip zeroes, and wants an entry. */
	if (s->has_begun || is_entry)
		r = scan_entries(s, &inner, offset);
	if (r == 0 && unpacked == -EBADMSG)
		return tell(s, offset, KERNEL_BROKEN_STREAM);
	if (r == 0 && unpacked == -EILSEQ)
		r = tell(s, offset, KERNEL_GZIP_SUM);
	if (r == 0 && !s->is_over && (inner.at.left > 0 || !s->has_begun))
		r = tell(s, offset, KERNEL_JUNK_IN_ARCHIVE);
	return r;
}

/* What our decoders take and the kernel's do not; KERNEL_FINDINGS if there is nothing. */
static enum kernel_finding refusal(enum codec codec, const uint8_t *bytes, size_t len)
{
	enum {
		GZIP_FLAGS_AT = 3,
		GZIP_TEXT_OR_NAME = 0x09,
		XZ_CHECK_AT = 7,
		CRC32 = 1
	};

	if (codec == CODEC_GZIP && len > GZIP_FLAGS_AT &&
	    (bytes[GZIP_FLAGS_AT] & ~GZIP_TEXT_OR_NAME) != 0)
		return KERNEL_GZIP_HEADER;
	if (codec == CODEC_XZ && len > XZ_CHECK_AT && bytes[XZ_CHECK_AT] > CRC32)
		return KERNEL_XZ_CHECK;
	return KERNEL_FINDINGS;
}

static int scan_compressed(struct scan *s, struct newc_reader *at)
{
	cleanup_buffer struct buffer content = { 0 };
	uint64_t offset = (uint64_t)(at->at - at->start);
	enum kernel_finding refused;
	size_t used = 0;
	int r;

	s->entry.codec = unpack_codec(at->at, at->left);
	if (s->entry.codec == CODEC_NONE)
		return tell(s, offset,
			    at->at[0] == '0' ? KERNEL_UNALIGNED_ARCHIVE
					     : KERNEL_UNKNOWN_BYTES);
	refused = refusal(s->entry.codec, at->at, at->left);
	if (refused != KERNEL_FINDINGS)
		return tell(s, offset, refused);
	r = unpack_bytes(at->at, at->left, s->bytes_left, &content, &used, s->why);
	if (r != 0 && r != -EBADMSG && r != -EILSEQ)
		return reason_prefix(s->why, r, "offset %llu",
				     (unsigned long long)offset);
	s->bytes_left -= content.len;
	at->at += used;
	at->left -= used;
	struct buffer borrowed = content;

	if (s->image && keep(s->image, &content) != 0)
		return reason_errno(s->why, -ENOMEM, "offset %llu",
				    (unsigned long long)offset);
	return scan_unpacked(s, &borrowed, offset, r);
}

static int scan(struct scan *s, const void *bytes, size_t len)
{
	size_t end = len;
	int bootconfig = bootconfig_find(bytes, len, &end), r = 0;
	struct kernel_reader raw = kernel_read_from(bytes, end, false);

	s->entry.segment = 1;
	if (bootconfig == -EBADMSG)
		r = tell(s, len, KERNEL_BOOTCONFIG);
	while (r == 0 && !s->is_over) {
		s->entry.codec = CODEC_NONE;
		r = scan_entries(s, &raw, 0);
		if (r != 0 || s->is_over || raw.at.left == 0)
			break;
		r = scan_compressed(s, &raw.at);
		/* Behind compressed data, more of it may begin anywhere. */
		raw.is_behind_entry = false;
	}
	return r;
}

int image_scan(struct image *image, const struct image_limits *limits, image_each *each,
	       void *context, struct reason *why)
{
	struct scan s = { .image = image,
			  .each = each,
			  .context = context,
			  .why = why,
			  .bytes_left = limits->bytes,
			  .entries_left = limits->entries };

	return scan(&s, image->file.bytes, image->file.len);
}

/* Whoever lists or compares wants the entries, and an error where the kernel stops. */
struct strict {
	image_each *each;
	void *context;
	struct reason *why;
};

static int walk_strictly(void *context, const struct image_entry *entry)
{
	const kernel_findings not_whole = KERNEL_FOUND(KERNEL_CUT_NAME) |
					  KERNEL_FOUND(KERNEL_CUT_DATA) |
					  KERNEL_FOUND(KERNEL_NO_NUL);
	const struct strict *s = context;
	int r = 0;

	if (entry->item.path && !entry->item.is_trailer && !(entry->findings & not_whole))
		r = s->each(s->context, entry);
	if (r != 0)
		return r;
	for (unsigned int f = 0; f < KERNEL_FINDINGS; f++)
		if (entry->findings & KERNEL_STOPS & KERNEL_FOUND(f)) {
			image_describe(entry, f, s->why);
			return -EBADMSG;
		}
	return 0;
}

int image_walk(const void *bytes, size_t len, image_each *each, void *context,
	       struct reason *why)
{
	/* cppcheck-suppress ctuuninitvar; it is written there, not read */
	struct strict strict = { each, context, why };
	struct scan s = { .each = walk_strictly,
			  .context = &strict,
			  .why = why,
			  .bytes_left = IMAGE_LIMITS.bytes,
			  .entries_left = UINT32_MAX };

	return scan(&s, bytes, len);
}

int image_read(const char *path, const struct image_limits *limits, struct image *ret,
	       struct reason *why)
{
	return file_read_all(path, limits->bytes, &ret->file, why);
}

void image_free(struct image *image)
{
	for (size_t i = 0; i < image->unpacked_len; i++)
		buffer_free(&image->unpacked[i]);
	free(image->unpacked);
	buffer_free(&image->file);
	*image = (struct image){ 0 };
}

void image_describe(const struct image_entry *entry, enum kernel_finding finding,
		    struct reason *why)
{
	char path[PATH_SHOWN_MAX] = "", inside[32] = "";

	if (entry->codec != CODEC_NONE && (entry->item.path || entry->item.offset > 0))
		(void)snprintf(inside, sizeof(inside), ", %zu in it", entry->item.offset);
	if (entry->item.path && entry->item.path[0] != '\0')
		text_sanitize(path, sizeof(path), entry->item.path,
			      strlen(entry->item.path));
	(void)reason_set(why, 0, "offset %llu%s: %s%s%s%s",
			 (unsigned long long)entry->offset, inside, path[0] ? "'" : "",
			 path, path[0] ? "': " : "", kernel_finding_text(finding));
}
