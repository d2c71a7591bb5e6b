/* SPDX-License-Identifier: MIT */
/*
 * What a worker tells whoever started it: one fixed-size message at a time through a pipe,
 * small enough that the kernel writes it whole (PIPE_BUF).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
	/* With REPORT_READY of a proof: the target's files as the server has them, 0: unknown. */
	uint64_t kernel_bytes, initrd_bytes;
	uint32_t is_plain; /* it takes nothing of the host's over */
};

/* A worker is ours, but it handled foreign bytes: nothing of it is taken on trust. */
bool report_msg_is_valid(const struct report *report, size_t len);
