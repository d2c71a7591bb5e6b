/* SPDX-License-Identifier: MIT */
/*
 * Why something failed, in words for a person, handed back by value.
 *
 * The library neither prints nor exits: the same code runs in mkinitrd and in the
 * program that is about to move a machine.
 */
#pragma once

#include <stdarg.h>

#include "base/attr.h"

enum {
	FAILURE_MAX = 1024, /* a quoted path and two clauses; longer text is cut */
};

struct failure {
	char text[FAILURE_MAX];
};

/* Set the text and return @error, a -errno: `return failure_set(why, -EINVAL, "…")`. */
printf_like(3, 4) int failure_set(struct failure *why, int error, const char *fmt, ...);

/* The same, with ": " and the words for @error behind the text. */
printf_like(3, 4) int failure_errno(struct failure *why, int error, const char *fmt, ...);

/* Put "…: " in front of the text that is there, and return @error. */
printf_like(3, 4) int failure_prefix(struct failure *why, int error, const char *fmt,
				     ...);
