/* SPDX-License-Identifier: MIT */
/* Where the bytes of an initrd are: by segment, by group and by file. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "initrd-builder/manifest.h"

struct reason;

/* What one entry costs. */
struct report_entry {
	const struct manifest_entry *entry;
	const char *group;
	/* Of a raw segment exactly; of a compressed one a share, by what the entry's data
	 * comes to when it is compressed alone. */
	uint64_t stored_bytes;
	uint64_t unpacked_bytes; /* with the header and the paddings */
};

struct report_group {
	const char *name;
	uint64_t stored_bytes, unpacked_bytes;
	uint32_t entries;
};

enum {
	REPORT_GROUPS_MAX = 16,
};

struct report {
	struct manifest manifest;
	struct report_entry *entries; /* the largest first */
	size_t len;
	struct report_group groups[REPORT_GROUPS_MAX]; /* the largest first */
	size_t groups_len;
};

must_check int report_make(const void *image, size_t len, struct report *ret,
			   struct reason *why);
void report_free(struct report *r);
#define cleanup_report cleanup_with(report_free)
