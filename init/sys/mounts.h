/* SPDX-License-Identifier: MIT */
/* mount(8) without the program: libmount, and nothing else of it. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

/*
 * Mount @source of type @fstype on @target, which is made if it is missing; it is no error
 * if the same type is mounted there already.  @options as in fstab(5), or NULL.
 * Returns 0 or -errno.
 */
must_check int mounts_add(const char *source, const char *target, const char *fstype,
			  const char *options);

/* Is anything mounted there? */
bool mounts_is_at(const char *target);

/* Returns 0 or -errno. */
must_check int mounts_remove(const char *target);

/* What this process mounts from now on only it and its children see, and it goes with them.
 * Returns 0 or -errno. */
must_check int mounts_keep_to_oneself(void);
