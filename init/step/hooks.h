/* SPDX-License-Identifier: MIT */
/* What a site wants to have done at certain moments: hooks/README.md is the contract. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"
#include "pure/failure.h"

struct hooks_job {
	const char *event;
	const char *url; /* of the source, or NULL */
	const char *step;
	const struct failure *failure; /* with on-failure and on-rescue, else NULL */
};

/* Is there any for this event? */
bool hooks_exist(const char *event);

/* Run them, and report progress meanwhile.  Returns 0, or -EIO with @why: which one wants
 * to be asked again later, or stops the takeover. */
must_check int hooks_run(const struct hooks_job *job, int report_fd, struct failure *why);

/* The same as a worker; @arg is a struct hooks_job. */
no_return void hooks_worker(const void *arg, int report_fd);

/* Words that hooks left for the target's command line, checked; "" if none.  Returns 0, or
 * -EIO with @why about a word that hooks may not set. */
must_check int hooks_target_words(char *ret, size_t cap, struct failure *why);
