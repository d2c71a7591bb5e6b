/* SPDX-License-Identifier: MIT */
/* What an archive holds, and where in it: the members that somebody asked about. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	MEMBERS_MAX = 64,
	MEMBER_PATH_MAX = 256,
};

enum member_type {
	MEMBER_FILE = 1,
	MEMBER_LINK, /* its span is what it points at */
	MEMBER_FOLDER,
};

struct member {
	uint32_t type;
	uint64_t offset, len;       /* in the archive */
	char path[MEMBER_PATH_MAX]; /* "a/b", "" for the archive's root */
};

struct members {
	uint32_t count;
	struct member list[MEMBERS_MAX];
};

/* Printable ASCII; no part of it is empty, "." or "..". */
bool member_is_path(const char *path, size_t len);

/* Returns 0, -E2BIG, or -EEXIST if the path is there already. */
must_check int members_add(struct members *m, const struct member *member);

const struct member *members_find(const struct members *m, const char *path);

/* Is it within an archive of that size? */
bool member_is_within(const struct member *member, uint64_t size);

/* Do two that are within it share a byte? */
bool members_overlap(const struct member *a, const struct member *b);
