/* SPDX-License-Identifier: MIT */
/* Files of another file system, as they are named there. */
#pragma once

#include "base/attr.h"

/*
 * Open the regular file @path for reading as if @root were "/": neither an absolute link nor
 * ".." leads out of it.  Returns a descriptor; -EISDIR if it is no regular file; or -errno.
 */
must_check int rooted_open(const char *root, const char *path);
