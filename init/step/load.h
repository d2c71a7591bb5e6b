/* SPDX-License-Identifier: MIT */
/* From a verdict to a loaded kernel. */
#pragma once

#include "base/attr.h"
#include "pure/failure.h"
#include "step/verdict.h"

/*
 * Put the host's state behind the initrd, build the target's command line and load.  Takes
 * nothing but a verdict that holds.  Returns 0, or -EIO with @why.
 */
must_check int load_verdict(const struct verdict *v, const char *append,
			    struct failure *why);
