/* SPDX-License-Identifier: MIT */
/* What the ways to load have in common: the verified image, and what stopped a way. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "pure/bzimage.h"
#include "pure/load_way.h"
#include "step/verdict.h"

struct load_image {
	struct verdict *verdict;    /* a way may give its memory away as it goes */
	const struct memory *state; /* an archive behind the initrd; may be empty */
	struct bzimage header;
	const char *cmdline;
	int report_fd; /* told about progress */
};

struct load_obstacle {
	enum load_stage stage;
	const char *what; /* a system call, or what we looked for */
	int error;        /* positive */
};

static inline int load_stopped(struct load_obstacle *ret, enum load_stage stage,
			       const char *what, int error)
{
	*ret = (struct load_obstacle){ .stage = stage, .what = what, .error = -error };
	return error;
}
