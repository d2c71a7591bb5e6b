/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

/* From now on, any system call but those that computing (or, with @has_network, a transfer)
 * needs kills the process.  Needs no_new_privs.  Returns 0 or -errno. */
must_check int seccomp_enter(bool has_network);
