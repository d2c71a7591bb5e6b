/* SPDX-License-Identifier: MIT */
/*
 * Writing the tree that comes out of an image to disk, whoever made the image: nothing is
 * written outside the target folder, no symlink is followed in it, and nothing that is
 * there is replaced.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "initrd-builder/outcome.h"

struct extract_options {
	const char *folder;      /* made if it is not there */
	const char *const *only; /* paths in the image; none for all */
	size_t only_len;
	uint64_t bytes_max; /* of all files together */
	bool keeps_owners;  /* and set-user-ID bits */
	bool makes_devices; /* which are left out else */
};

must_check int extract_tree(struct outcome *o, const struct extract_options *options,
			    struct reason *why);

/* Write a file of the image to a descriptor; the path may lead through symlinks. */
must_check int extract_file(struct outcome *o, const char *path, uint64_t bytes_max,
			    int fd, struct reason *why);
