/* SPDX-License-Identifier: MIT */
/* An overlay: a folder of the build machine, all that is in it, added to an archive. */
#pragma once

#include "base/attr.h"

struct archive;
struct reason;

/*
 * Add what is in the folder @source below @path ("" is the root), in bytewise order.
 * Owner is root; folders get 0755, files 0755 if their owner may execute them, else 0644:
 * neither the umask nor the owner of a checkout is seen.  Symlinks are kept; folders that
 * the archive has stay as they are; what is neither file, folder nor symlink is an error.
 */
must_check int tree_add(struct archive *a, const char *path, const char *source,
			struct reason *why);
