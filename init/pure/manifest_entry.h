/* SPDX-License-Identifier: MIT */
/* One entry of an initrd's manifest, as a JSON object. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/writer.h"
#include "pure/digest_text.h"
#include "pure/json.h"
#include "pure/newc.h"

enum {
	MANIFEST_ORIGIN_MAX = 8192,
	MANIFEST_PACKAGES_MAX = 512,
	MANIFEST_TEXTS_MAX =
		2 * NEWC_PATH_MAX + MANIFEST_ORIGIN_MAX + MANIFEST_PACKAGES_MAX,
	/* Every byte of the texts escaped, and the rest. */
	MANIFEST_ENTRY_MAX = 6 * MANIFEST_TEXTS_MAX + 512,
};

struct manifest_entry {
	const char *path;     /* as it stands in the archive */
	const char *target;   /* of a symlink, or NULL */
	const char *origin;   /* what asked for it, or NULL */
	const char *packages; /* of whose source it is made, "NAME VERSION, …", or NULL */
	uint32_t segment;     /* from 1 */
	uint32_t mode;        /* type and permissions */
	uint32_t uid, gid, mtime_s, nlink;
	uint32_t size; /* of a file, in bytes */
	uint32_t rdev_major, rdev_minor;
	bool has_digest; /* a file's */
	uint8_t digest[SHA256_BYTES];

	/* How the archive has it, which is not in the JSON: of several names of a file,
	 * one has the data. */
	uint32_t ino, dev_major, dev_minor, data_len, path_len;
};

/* Where a reader puts the texts of an entry. */
struct manifest_texts {
	char path[NEWC_PATH_MAX], target[NEWC_PATH_MAX], origin[MANIFEST_ORIGIN_MAX];
	char packages[MANIFEST_PACKAGES_MAX];
};

/* "file", "dir", "symlink", "char", "block", "pipe" or "socket"; else "unknown". */
const char *manifest_type_name(uint32_t mode);

/* At most MANIFEST_ENTRY_MAX bytes, if no text of the entry is longer than its limit. */
void manifest_write_entry(struct writer *w, const struct manifest_entry *e);

/* Take the object that comes next.  Without a path or a type, or with anything that does
 * not fit, the reader is bad afterwards; keys that are not known are skipped. */
void manifest_read_entry(struct json *j, struct manifest_texts *texts,
			 struct manifest_entry *ret);
