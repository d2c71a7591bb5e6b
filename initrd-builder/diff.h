/* SPDX-License-Identifier: MIT */
/* What differs between the trees that two images become. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

struct buffer;
struct outcome;

struct diff_options {
	bool ignores_time;
};

/*
 * Append a line for each difference, in the order of the paths, folders before their
 * content:
 *
 *   - PATH                   only the first tree has it
 *   + PATH                   only the second
 *   ! PATH FIELD OLD NEW     type, mode, uid, gid, mtime, links, target, device, content
 *
 * Of what one tree lacks, only the top is told.  Returns 0 or -errno.
 */
must_check int diff_outcomes(const struct outcome *a, const struct outcome *b,
			     const struct diff_options *options, struct buffer *to);
