/* SPDX-License-Identifier: MIT */
/* The packages of whose source an image's files are made, in a bill of materials. */
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "initrd-builder/arena.h"

struct buffer;
struct manifest;
struct reason;

struct spdx_packages {
	const char **list; /* "NAME VERSION", bytewise, each once */
	size_t len, cap;
	const char **of_entry; /* what a manifest says of each of the image's, or NULL */
	struct arena arena;
};

/* Find for each entry of @image what @told says of it. */
must_check int spdx_packages_find(struct spdx_packages *p, const struct manifest *image,
				  const struct manifest *told, struct reason *why);

/* Append all packages, each with a comma in front. */
must_check int spdx_packages_write(const struct spdx_packages *p, struct buffer *to);

/* Append from which of them an entry of the image comes. */
must_check int spdx_packages_relate(const struct spdx_packages *p, size_t entry,
				    struct buffer *to);

void spdx_packages_free(struct spdx_packages *p);
