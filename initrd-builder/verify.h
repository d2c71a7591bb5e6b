/* SPDX-License-Identifier: MIT */
/* Is what comes out of an image what its manifest says? */
#pragma once

#include "base/attr.h"
#include "initrd-builder/manifest.h"
#include "initrd-builder/outcome.h"

/* Told of each difference, in words that follow the path. */
typedef void verify_tell(void *context, const char *path, const char *text);

/* Compare the tree with the last entry that the manifest has of each path: type and mode,
 * owner, target, device number, length and digest.  Returns 0 or -ENOMEM; times are not
 * compared, the kernel has its own rules for those of folders. */
must_check int verify_manifest(struct outcome *o, struct manifest *m, verify_tell *tell,
			       void *context);
