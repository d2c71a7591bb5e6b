/* SPDX-License-Identifier: MIT */
/* Refuses an initrd into whose rescue nobody gets because of a slip. */
#pragma once

#include "base/attr.h"

struct reason;

/* Is @source good for what @path means to stage two?  Anything is for most paths. */
must_check int rescue_rule_check(const char *path, const char *source,
				 struct reason *why);
