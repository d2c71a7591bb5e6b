/* SPDX-License-Identifier: MIT */
/* The machine's hardware watchdog. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

/* Is there one, and does it stay armed when the kernel is left?  Returns NULL, or what is
 * missing. */
const char *watchdog_obstacle(void);

/* From now on the machine is reset after @seconds in which nobody feeds it.  Returns a
 * descriptor, or -errno. */
must_check int watchdog_arm(unsigned int seconds);

/* It counts from the beginning again. */
void watchdog_feed(int fd);

/* Not after all; closes @fd. */
void watchdog_disarm(int fd);
