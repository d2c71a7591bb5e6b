/* SPDX-License-Identifier: MIT */
/* Reading newc archives (newc.h), by the rules of the kernel's unpacker. */
#pragma once

#include "pure/newc.h"

/* What a reader finds in a header. */
struct newc_header {
	uint32_t ino, mode, uid, gid, nlink, mtime_s, data_len;
	uint32_t dev_major, dev_minor, rdev_major, rdev_minor;
	uint32_t path_len; /* with its NUL, and perhaps more of them */
	uint32_t sum;
	bool is_summed; /* 070702: @sum is that of the data's bytes */
};

/* Parse the NEWC_HEADER_LEN bytes in front of a path, as strictly as Linux 7 does.
 * Returns 0 or -EBADMSG. */
must_check int newc_parse_header(const void *bytes, size_t len, struct newc_header *ret);

/* An archive in memory, read entry by entry; all that is found points into it. */
struct newc_reader {
	const uint8_t *start; /* paddings count from here */
	const uint8_t *at;
	size_t left;
};

struct newc_item {
	struct newc_header header;
	const char *path; /* NUL-terminated */
	const uint8_t *data;
	size_t offset; /* of the header, from the reader's start */
	bool is_trailer;
};

static inline struct newc_reader newc_read_from(const void *bytes, size_t len)
{
	return (struct newc_reader){ .start = bytes, .at = bytes, .left = len };
}

/*
 * Take the next entry, zeroes in front of it skipped.  Returns 1; 0 where no entry begins,
 * which is at the end or, with bytes left, at a compressed segment; or -EBADMSG for an
 * entry that is malformed or cut short, at which @r stays.
 */
must_check int newc_next(struct newc_reader *r, struct newc_item *ret);
