/* SPDX-License-Identifier: MIT */
/*
 * Reading an initrd of any tool by the kernel's own rules (init/initramfs.c,
 * unpack_to_rootfs): raw and compressed segments in any order, zeroes between them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "initrd-builder/compress.h"
#include "pure/newc_read.h"

struct reason;

struct image_entry {
	struct newc_item item;
	unsigned int segment; /* from 1; an archive's trailer ends one */
	enum codec codec;     /* of the segment */
	uint64_t offset; /* in the image, of the entry or of its compressed segment */
};

/* Called for each entry but trailers; other than 0 ends the walk. */
typedef int image_each(void *context, const struct image_entry *entry);

/* Walk over all entries.  Returns 0, what @each returned, or -errno with the offset at
 * which the kernel would give up in @why. */
must_check int image_walk(const void *bytes, size_t len, image_each *each, void *context,
			  struct reason *why);
