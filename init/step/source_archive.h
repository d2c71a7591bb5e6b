/* SPDX-License-Identifier: MIT */
/* A kexec tarball: script, kernel and initrd in one file. */
#pragma once

#include "base/attr.h"
#include "step/acquire.h"

/* @archive is unpacked, and what it was made from is proven; its memory is given away piece
 * by piece.  Returns 0 and an image that the caller owns, or -EIO with @why. */
must_check int source_archive(const struct acquire *a, struct memory *archive,
			      struct image *ret, struct failure *why);
