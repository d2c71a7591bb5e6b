/* SPDX-License-Identifier: MIT */
/*
 * What a worker tells PID 1: one fixed-size message at a time through a pipe of its own,
 * small enough that the kernel writes it whole (PIPE_BUF).
 */
#pragma once

#include <stdbool.h>

#include "base/attr.h"
#include "pure/failure.h"

enum report_kind {
	REPORT_PROGRESS =
		1,     /* something moved: the deadline without progress starts anew */
	REPORT_READY,  /* done, go on with the next step (the worker may stay) */
	REPORT_FAILED, /* see @failure */
};

struct report {
	enum report_kind kind;
	struct failure failure;
};

/* A report that cannot be delivered is lost on purpose: PID 1 then sees the pipe close. */
void report_progress(int fd);
void report_ready(int fd);
void report_failed(int fd, const struct failure *failure);

/* Read one report.  Returns 1, 0 at the end of the pipe, -EAGAIN, or -EBADMSG. */
must_check int report_read(int fd, struct report *ret);
