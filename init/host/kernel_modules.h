/* SPDX-License-Identifier: MIT */
/*
 * The kernel archive of this machine: the modules that its devices ask for and those that
 * are loaded, but for graphics.  A screen that its driver has taken over is a screen that
 * the next kernel cannot use.
 */
#pragma once

#include <stddef.h>

#include "base/attr.h"

struct archive;
struct kernel_image;

/* Add them to the segment that has begun.  Returns 0 and how many, or -EIO after it said
 * why. */
must_check int kernel_modules_add(const struct kernel_image *kernel, struct archive *a,
				  size_t *ret_count);
