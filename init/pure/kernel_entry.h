/* SPDX-License-Identifier: MIT */
/*
 * The entries of an archive as the kernel's unpacker reads them (init/initramfs.c, from
 * do_header() to do_copy()): what it drops is returned with the reason, not skipped.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/kernel_finding.h"
#include "pure/newc_read.h"

struct kernel_entry {
	struct newc_item item;    /* @path is NULL where nothing of an entry was read */
	size_t data_len;          /* what is there of item.data, or of a target */
	kernel_findings findings; /* those that the bytes alone tell */
};

struct kernel_reader {
	struct newc_reader at;
	bool is_unpacked; /* a compressed archive's content must end where an entry does */
	bool is_behind_entry; /* what follows has to begin at a multiple of 4 */
};

/* A raw image or, @is_unpacked, what a compressed archive holds. */
static inline struct kernel_reader kernel_read_from(const void *bytes, size_t len,
						    bool is_unpacked)
{
	return (struct kernel_reader){ .at = newc_read_from(bytes, len),
				       .is_unpacked = is_unpacked,
				       .is_behind_entry = is_unpacked };
}

/*
 * Take the next entry, zeroes in front of it skipped.  Returns 1; or 0 where no entry
 * begins: at the end or, with bytes left, at something else.  An entry with one of
 * KERNEL_STOPS is the last.
 */
must_check int kernel_next(struct kernel_reader *r, struct kernel_entry *ret);
