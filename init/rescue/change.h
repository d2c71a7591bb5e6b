/* SPDX-License-Identifier: MIT */
/* What a person may change before another try.  Checked as the kernel command line is. */
#pragma once

#include <stdbool.h>

#include "pure/config.h"

/* Ask for one of them, and say what it is now. */
void change_url(void);
void change_digest(void);
void change_network(void);
void change_append(void);
