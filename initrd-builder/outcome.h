/* SPDX-License-Identifier: MIT */
/* The file tree that the kernel makes of an image, and what goes wrong on the way. */
#pragma once

#include "base/attr.h"
#include "initrd-builder/image.h"
#include "pure/kernel_model.h"

struct outcome {
	struct kernel_model model; /* sorted; it points into the image */
	void *memory;
};

enum {
	OUTCOME_ALL_SEGMENTS = 0,
};

struct outcome_options {
	struct image_limits limits;
	/* Only the entries of this one, as if the folders that it wants were there. */
	unsigned int segment;
	/* Called for each thing that the kernel would do other than what was meant. */
	void (*on_finding)(void *context, const struct image_entry *entry,
			   enum kernel_finding finding);
	void *context;
};

/* Returns 0 even if the kernel stops early; the findings say so. */
must_check int outcome_of(struct image *image, const struct outcome_options *options,
			  struct outcome *ret, struct reason *why);
void outcome_free(struct outcome *o);
#define cleanup_outcome cleanup_with(outcome_free)

/* Append a line for the name: type, permissions, owner, links, length, time, path, and a
 * symlink's target or a device's number; "-" for a time that is not the archive's. */
must_check int outcome_print(const struct outcome *o, uint32_t name, struct buffer *to);
