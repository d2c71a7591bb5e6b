/* SPDX-License-Identifier: MIT */
/*
 * SHA256SUMS as sha256sum and the BSDs write it: which digest each file of a folder has.
 * The bytes are trusted (pinned or signed) before they come here; a list that could be
 * read in two ways is refused all the same.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/parse_fault.h"

enum {
	SUMS_FILE_MAX = 64 * 1024, /* a tree has a handful of files */
	SUMS_LINE_MAX = 4096,
	SUMS_ENTRIES_MAX = 64,
	SUMS_NAME_MAX = 256, /* NAME_MAX and a NUL */
	SUMS_DIGEST_LEN = 32,
};

struct sums_entry {
	char name[SUMS_NAME_MAX];
	uint8_t digest[SUMS_DIGEST_LEN];
};

struct sums {
	uint32_t count;
	struct sums_entry entries[SUMS_ENTRIES_MAX];
};

/*
 * Lines "<64 hex> [ *]<name>" or "SHA256 (<name>) = <64 hex>"; CR LF is taken, lines that
 * are empty or begin with '#' say nothing.  Returns 0, or -EBADMSG and fills @fault: an
 * escaped name, a name that sums_is_name() refuses, two digests for one name, no entry at
 * all.
 */
must_check int sums_parse(const void *bytes, size_t len, struct sums *ret,
			  struct parse_fault *fault);

/* The name of a file in the same folder: printable ASCII, at most 255 bytes, no '/', not
 * "." or "..". */
bool sums_is_name(const char *name, size_t len);

/* The digest of @name, or NULL if the list does not have it. */
const uint8_t *sums_find(const struct sums *sums, const char *name);
