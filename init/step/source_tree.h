/* SPDX-License-Identifier: MIT */
/* A folder behind a URL: the manual's kexec tree, or what netboot.ipxe names. */
#pragma once

#include "base/attr.h"
#include "step/acquire.h"

/* The folder a->url, with SHA256SUMS in it.  Returns 0 and an image that the caller owns, or
 * -EIO with @why. */
must_check int source_tree(const struct acquire *a, struct image *ret,
			   struct failure *why);

/* The script a->url, with SHA256SUMS beside it.  The same return. */
must_check int source_script(const struct acquire *a, struct image *ret,
			     struct failure *why);
