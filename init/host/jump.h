/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

struct jump {
	bool clean;      /* remount all disks read-only before it */
	bool by_systemd; /* have systemd stop services and unmount, and then jump */
};

/*
 * Write all file systems, as far as they answer, announce the jump, and leave it to a process
 * that no terminal, session or SSH connection can stop.  `takeover unload` still does, and at
 * a terminal Ctrl-C.  Returns 0 in the caller, who then ends; -ECANCELED if a person had
 * second thoughts; or -EIO after it said why.
 */
must_check int jump_detached(const struct jump *how);
