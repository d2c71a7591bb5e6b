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
	REASON_MAX = 1024, /* a quoted path and two clauses; longer text is cut */
};

struct reason {
	char text[REASON_MAX];
};

/* Set the text and return @error, a -errno: `return reason_set(why, -EINVAL, "…")`. */
printf_like(3, 4) int reason_set(struct reason *why, int error, const char *fmt, ...);

/* The same, with ": " and the words for @error behind the text. */
printf_like(3, 4) int reason_errno(struct reason *why, int error, const char *fmt, ...);

/* Put "…: " in front of the text that is there, and return @error. */
printf_like(3, 4) int reason_prefix(struct reason *why, int error, const char *fmt, ...);
