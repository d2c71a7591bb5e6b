/* SPDX-License-Identifier: MIT */
#pragma once

#include "base/attr.h"

/*
 * Write all file systems, as far as they answer, announce the jump, and leave it to a process that no terminal, session or SSH connection
 * can stop.  `takeover unload` still does.  Returns 0 in the caller, who then ends.
 */
must_check int jump_detached(void);
