/* SPDX-License-Identifier: MIT */
/* Where an image comes from, in whatever form it is published: told by its content. */
#pragma once

#include "base/attr.h"
#include "step/acquire.h"
#include "step/verdict.h"

/*
 * Fetch the image at a->url, prove every byte against what the configuration trusts, and
 * check that this machine's memory suffices for a->way.  Returns 0 and a verdict that the
 * caller owns, or -EIO with @why.
 */
must_check int source_acquire(const struct acquire *a, struct verdict *ret,
			      struct failure *why);

/* The same without the large files, with a->prove: the lists, scripts and signatures are
 * proven, and that the server has what they name.  Returns 0, or -EIO with @why. */
must_check int source_prove(const struct acquire *a, struct failure *why);
