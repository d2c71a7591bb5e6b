/* SPDX-License-Identifier: MIT */
/*
 * What happens after a failure: try again, when, or give up.  Time and chance are
 * arguments, so that the policy is a table in a test.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/deadline.h"
#include "pure/failure.h"

struct plan {
	uint64_t stall_ms, total_ms; /* nixos.timeout= */
	struct deadline stall, total;
	unsigned int sources; /* mirrors: each is asked before a failure is final */
	enum failure_code last;
	unsigned int tries; /* in a row, ended by @last */
};

struct plan_verdict {
	bool retry;
	uint64_t delay_ms; /* with @retry */
};

void plan_init(struct plan *p, uint64_t stall_ms, uint64_t total_ms, uint64_t now_ms);

/* Something moved: bytes came, a step was finished. */
void plan_progress(struct plan *p, uint64_t now_ms);

/* When PID 1 gives up whatever it is waiting for. */
struct deadline plan_deadline(const struct plan *p);

/* @random is any 32 bits. */
must_check struct plan_verdict plan_after(struct plan *p, enum failure_code code,
					  uint64_t now_ms, uint32_t random);
