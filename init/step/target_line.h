/* SPDX-License-Identifier: MIT */
/* The target's command line, and what it carries for an image that takes no files over. */
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "pure/config.h"
#include "pure/target_cmdline.h"
#include "step/verdict.h"

/* @kernel_max: what the target's header allows.  Returns 0, or -EIO with @why. */
must_check int target_line_build(const struct verdict *v, const struct config *config,
				 size_t kernel_max, char ret[static TARGET_CMDLINE_SIZE],
				 struct failure *why);
