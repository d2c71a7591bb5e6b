/* SPDX-License-Identifier: MIT */
/* kexec_load(2): segments that we made, at addresses that we chose. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct kexec_piece {
	const void *bytes;
	size_t len;  /* what is behind it, up to a whole page, becomes zero */
	uint64_t at; /* physical address, a multiple of the page size */
};

enum {
	KEXEC_PIECES_MAX = 16, /* the kernel's KEXEC_SEGMENT_MAX */
};

/*
 * Load @pieces; the next kernel is entered at @entry.  They are read in order, each from its
 * first byte to its last.  Returns 0 or -errno.
 */
must_check int kexec_load(uint64_t entry, const struct kexec_piece *pieces, size_t count);
