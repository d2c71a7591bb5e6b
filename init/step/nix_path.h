/* SPDX-License-Identifier: MIT */
/*
 * Store paths in the Nix binary cache acquire.url: what it says about one is proven before a
 * byte of it is fetched, and the bytes are before anybody looks at them.
 */
#pragma once

#include "base/attr.h"
#include "pure/narinfo.h"
#include "step/acquire.h"

/* All return 0, or -EIO with @why. */

/* Is it a Nix binary cache, of /nix/store? */
must_check int nix_path_check_cache(const struct acquire *a, struct failure *why);

/* What it says about /nix/store/@name, under the pins and signatures that are wanted. */
must_check int nix_path_info(const struct acquire *a, const char *name,
			     struct narinfo *ret, struct failure *why);

/* Does it have the bytes? */
must_check int nix_path_is_there(const struct acquire *a, const struct narinfo *info,
				 struct failure *why);

/* The path as a Nix archive, unpacked and whole. */
must_check int nix_path_fetch(const struct acquire *a, const struct narinfo *info,
			      struct memory *ret, struct failure *why);
