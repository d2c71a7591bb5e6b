/* SPDX-License-Identifier: MIT */
#include "pure/plan.h"

enum {
	BACKOFF_FIRST_MS = 1000,
	BACKOFF_MAX_MS = 30 * 1000,
	BACKOFF_DOUBLINGS_MAX = 5, /* 1, 2, 4, 8, 16, 30 s */
	JITTER_DIVISOR = 4,        /* up to a quarter more, so that a fleet spreads out */
};

void plan_init(struct plan *p, uint64_t stall_ms, uint64_t total_ms, uint64_t now_ms)
{
	*p = (struct plan){
		.stall_ms = stall_ms,
		.total_ms = total_ms,
		.stall = deadline_in(now_ms, stall_ms),
		.total = deadline_in(now_ms, total_ms),
	};
}

void plan_progress(struct plan *p, uint64_t now_ms)
{
	p->stall = deadline_in(now_ms, p->stall_ms);
}

struct deadline plan_deadline(const struct plan *p)
{
	return deadline_earlier(p->stall, p->total);
}

static uint64_t backoff_ms(unsigned int tries, uint32_t random)
{
	unsigned int doublings = tries - 1;
	uint64_t ms;

	if (doublings > BACKOFF_DOUBLINGS_MAX)
		doublings = BACKOFF_DOUBLINGS_MAX;
	ms = (uint64_t)BACKOFF_FIRST_MS << doublings;
	if (ms > BACKOFF_MAX_MS)
		ms = BACKOFF_MAX_MS;
	return ms + random % (ms / JITTER_DIVISOR + 1);
}

/* Another mirror may have what this one has not, or has wrong. */
static bool is_of_one_source(enum failure_code code)
{
	return code == FAILURE_TRUST_PARTIAL ||
	       (code >= FAILURE_FETCH_RESOLVE && code <= FAILURE_SOURCE_KERNEL);
}

struct plan_verdict plan_after(struct plan *p, enum failure_code code, uint64_t now_ms,
			       uint32_t random)
{
	unsigned int allowed = failure_tries(code);

	if (allowed > 0 && is_of_one_source(code) && allowed < p->sources)
		allowed = p->sources;

	p->tries = code == p->last ? p->tries + 1 : 1;
	p->last = code;
	if (allowed > 0 && p->tries >= allowed)
		return (struct plan_verdict){ .retry = false };

	uint64_t delay_ms = backoff_ms(p->tries, random);

	if (deadline_passed(plan_deadline(p), deadline_in(now_ms, delay_ms).at_ms))
		return (struct plan_verdict){ .retry = false };
	return (struct plan_verdict){ .retry = true, .delay_ms = delay_ms };
}
