/* SPDX-License-Identifier: MIT */
/*
 * One question to an unprivileged program that reads foreign bytes: they go in through a
 * pipe, one answer comes out.  Whether that is an answer at all, the caller has to check.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "pure/parse_msg.h"

struct ask_part {
	const void *bytes;
	size_t len;
};

struct ask {
	const char *program;          /* its path; its name is its role */
	const char *const *words;     /* what is asked, NULL at the end */
	const struct ask_part *parts; /* the input, one behind the other */
	size_t part_count;
};

/* Returns the length of what came, or -errno: -ETIMEDOUT if nothing moved for long. */
must_check ssize_t ask(const struct ask *question,
		       uint8_t answer[static PARSE_ANSWER_MAX]);
