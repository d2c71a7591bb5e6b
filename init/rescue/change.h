/* SPDX-License-Identifier: MIT */
/* What a person may change before another try.  Checked as the kernel command line is. */
#pragma once

#include <stdbool.h>

#include "pure/config.h"

/* The configuration as PID 1 will read it, changes and all; what is wrong is in @why. */
must_check int change_read(struct config *ret, struct failure *why);

/* Ask for one of them, and say what it is now. */
void change_url(void);
void change_digest(void);
void change_network(void);
void change_append(void);
