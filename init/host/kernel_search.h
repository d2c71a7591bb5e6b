/* SPDX-License-Identifier: MIT */
/* Where distributions keep a kernel's image and its modules. */
#pragma once

#include <limits.h>

#include "base/attr.h"

struct kernel_image;

/*
 * Open the image of @release, wherever it lies and whatever its name: every image says what
 * it is.  Returns 0, the caller closes ret->fd; or -ENOENT, and in @ret_other the path of the
 * newest other image that has its modules here, or "".
 */
must_check int kernel_search(const char *release, struct kernel_image *ret,
			     char ret_other[static PATH_MAX]);

/* The folder of its modules.  Returns 0 or -ENOENT. */
must_check int kernel_search_modules(const char *release, char ret[static PATH_MAX]);
