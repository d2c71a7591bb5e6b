/* SPDX-License-Identifier: MIT */
/*
 * Hide what stands in files from this process and its children, in a mount namespace of
 * their own (mounts_keep_to_oneself()).  Root who looks for it can take the cover off.
 */
#pragma once

#include "base/attr.h"

/* The file is empty.  Returns 0 or -errno. */
must_check int cover_file(const char *path);

/* A file of words is without passwords, tokens and the like; if it is too large, empty.  It
 * is no error if there is none.  Returns 0 or -errno. */
must_check int cover_words(const char *path);
