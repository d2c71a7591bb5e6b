/* SPDX-License-Identifier: MIT */
/* The first moments of PID 1: what everything else needs before it can say a word. */
#pragma once

#include <stdint.h>

/* Mounts, consoles, kernel settings, the clock.  Goes on as far as it gets: a machine
 * without /sys can still say so. */
void early_set_up(uint64_t started_ms);
