/* SPDX-License-Identifier: MIT */
/* The ustar format (POSIX.1-1988), as tar programs of every age read it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	TAR_BLOCK_BYTES =
		512,        /* headers are one block, contents are padded to whole ones */
	TAR_NAME_MAX = 100, /* without the prefix field, which nobody here needs */
};

/* What the entry is: also the byte that says so. */
enum tar_type {
	TAR_FILE = '0',
	TAR_FOLDER = '5',
};

struct tar_entry {
	const char *name; /* a folder's ends in '/' */
	enum tar_type type;
	uint32_t mode;
	uint64_t bytes; /* less than 8 GiB */
	uint64_t mtime_s;
};

/* The header of an entry of root's.  Returns 0, or -EINVAL for what ustar cannot say. */
must_check int tar_write_header(const struct tar_entry *e,
				uint8_t ret[static TAR_BLOCK_BYTES]);
