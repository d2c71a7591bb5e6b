/* SPDX-License-Identifier: MIT */
/*
 * Reading an initrd of any tool by the kernel's own rules (init/initramfs.c,
 * unpack_to_rootfs): raw and compressed segments in any order, zeroes between them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/compress.h"
#include "pure/kernel_entry.h"
#include "pure/newc_read.h"

struct reason;

struct image_entry {
	struct newc_item item;
	unsigned int segment; /* from 1; an archive's trailer ends one */
	enum codec codec;     /* of the segment */
	uint64_t offset; /* in the image, of the entry or of its compressed segment */
	size_t data_len; /* what is there of item.data */
	kernel_findings findings;
};

/* Called for each entry; other than 0 ends the walk. */
typedef int image_each(void *context, const struct image_entry *entry);

/* Walk over all entries but trailers.  Returns 0, what @each returned, or -errno with the
 * offset at which the kernel would give up in @why. */
must_check int image_walk(const void *bytes, size_t len, image_each *each, void *context,
			  struct reason *why);

struct image_limits {
	uint64_t bytes; /* of the image, and of all that is unpacked of it */
	uint32_t entries;
};

/* More than any machine boots from: the initrd and what comes out of it are in its memory
 * at once. */
#define IMAGE_LIMITS \
	((struct image_limits){ .bytes = (uint64_t)4 << 30, .entries = 1 << 20 })

/* An image and what was unpacked of it, which entries point into. */
struct image {
	struct buffer file;
	struct buffer *unpacked;
	size_t unpacked_len;
};

must_check int image_read(const char *path, const struct image_limits *limits,
			  struct image *ret, struct reason *why);
void image_free(struct image *image);
#define cleanup_image cleanup_with(image_free)

/*
 * Walk over all that the kernel would see of the image: trailers too, what it drops, and
 * as an entry whose path is NULL what is wrong between entries.  Entries stay good until
 * image_free().  Returns 0 even if the kernel stops early, which the last entry's findings
 * say; what @each returned; or -errno for what cannot be read, or is too much.
 */
must_check int image_scan(struct image *image, const struct image_limits *limits,
			  image_each *each, void *context, struct reason *why);

/* Say in @why where the entry is, which it is, and what was found. */
void image_describe(const struct image_entry *entry, enum kernel_finding finding,
		    struct reason *why);
