/* SPDX-License-Identifier: MIT */
/*
 * Points in time as values: milliseconds of a monotonic clock that the caller reads.
 * Nothing here reads a clock, so that whoever decides can be tested without one.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct deadline {
	uint64_t at_ms;
};

#define DEADLINE_NEVER ((struct deadline){ .at_ms = UINT64_MAX })

static inline struct deadline deadline_in(uint64_t now_ms, uint64_t in_ms)
{
	if (in_ms > UINT64_MAX - now_ms)
		return DEADLINE_NEVER;
	return (struct deadline){ .at_ms = now_ms + in_ms };
}

static inline bool deadline_passed(struct deadline d, uint64_t now_ms)
{
	return now_ms >= d.at_ms && d.at_ms != UINT64_MAX;
}

static inline uint64_t deadline_left_ms(struct deadline d, uint64_t now_ms)
{
	return deadline_passed(d, now_ms) ? 0 : d.at_ms - now_ms;
}

static inline struct deadline deadline_earlier(struct deadline a, struct deadline b)
{
	return a.at_ms < b.at_ms ? a : b;
}

/* What poll(2) wants: milliseconds, capped at a minute so that nobody sleeps for ever. */
static inline int deadline_poll_ms(struct deadline d, uint64_t now_ms)
{
	uint64_t left = deadline_left_ms(d, now_ms);

	return (int)(left < 60000 ? left : 60000);
}
