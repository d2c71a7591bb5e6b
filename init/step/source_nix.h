/* SPDX-License-Identifier: MIT */
/* A Nix binary cache: a kexec tree or netboot folder in the store, and what it links to. */
#pragma once

#include "base/attr.h"
#include "step/acquire.h"

/* The path nixos.path= in the cache a->url.  Returns 0 and an image that the caller owns, or
 * -EIO with @why. */
must_check int source_nix(const struct acquire *a, struct image *ret,
			  struct failure *why);
