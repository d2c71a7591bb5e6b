/* SPDX-License-Identifier: MIT */
/* May a hardware watchdog run across the jump? */
#pragma once

#include <stdbool.h>

/*
 * Does the target whose command line is @cmdline show that it will feed a watchdog?  Only
 * systemd.watchdog_sec= says so there; the last one counts.  One that does not would be
 * reset while it is in good health.
 */
bool watchdog_is_fed_by(const char *cmdline);
