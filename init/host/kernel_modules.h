/* SPDX-License-Identifier: MIT */
/*
 * The kernel archive of this machine: the modules that its devices ask for and those that
 * are loaded, but for graphics.  A screen that its driver has taken over is a screen that
 * the next kernel cannot use.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

struct archive;
struct kernel_image;

/* Add them to the segment that has begun; with @reads_disk also file systems that an image
 * may stand on.  Returns 0 and how many, or -EIO after it said why. */
must_check int kernel_modules_add(const struct kernel_image *kernel, bool reads_disk,
				  struct archive *a, size_t *ret_count);
