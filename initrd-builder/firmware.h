/* SPDX-License-Identifier: MIT */
/* Firmware as the kernel will look for it (drivers/base/firmware_loader/main.c). */
#pragma once

#include <stddef.h>

#include "base/attr.h"

struct arena;
struct kernel_module;
struct reason;

/* A file for the archive: its path below lib/firmware, and where its content is. */
struct firmware_file {
	const char *path;
	const char *source;
	/* The caller's to set: the module that names it; or if it is built in, which. */
	const struct kernel_module *wanted_by;
	const char *wish;
};

struct firmware {
	struct firmware_file *files;
	size_t len, cap;
};

void firmware_free(struct firmware *f);

/*
 * Find what a module names in the tree @root for kernel @version: raw, .zst or .xz, in
 * the tree's own updates first; wildcards may match many.  A file reached by symlinks is
 * taken by the name that was asked for.  Returns 0, -ENOENT if there is none, or another
 * -errno.  Texts live in @arena.
 */
must_check int firmware_find(const char *root, const char *version, const char *name,
			     struct arena *arena, struct firmware *ret);

/* Sort by path, and drop what several modules named: the first of them in memory stays. */
void firmware_sort(struct firmware *f);
