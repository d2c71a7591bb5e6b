/* SPDX-License-Identifier: MIT */
/* How far a transfer is, in words: at most one line every few seconds. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	PROGRESS_EVERY_MS =
		2000, /* a line takes 80 ms of a serial console at 9600 baud */
	PROGRESS_LINE_SIZE = 96,
};

struct progress {
	uint64_t started_ms, shown_ms;
	bool shown;
	uint64_t done_bytes;
	int64_t total_bytes; /* -1: not known */
};

/* Is it time for a line?  The first at once, then at intervals. */
must_check bool progress_is_due(struct progress *p, uint64_t now_ms);

/* "34.2 of 60.1 MiB, 12.1 MiB/s, 2 s left"; rate and time only when they can be told. */
void progress_line(const struct progress *p, uint64_t now_ms,
		   char ret[static PROGRESS_LINE_SIZE]);
