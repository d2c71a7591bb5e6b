/* SPDX-License-Identifier: MIT */
/* The names in a folder in bytewise order, whatever the file system's and the locale's. */
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "initrd-builder/arena.h"

struct reason;

struct folder {
	const char **names; /* all but "." and ".." */
	size_t len;
	struct arena arena; /* of the names */
};

must_check int folder_read(const char *path, struct folder *ret, struct reason *why);
void folder_free(struct folder *f);
#define cleanup_folder cleanup_with(folder_free)
