/* SPDX-License-Identifier: MIT */
/* What `takeover` tells the person (or script) that runs it.  Nothing else here prints. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/progress.h"

struct failure;

/* One line a check: "[ok] …", "[--] …" for what is missing but not needed, and
 * "[--] E-HOST-… …" for what makes a takeover impossible. */
printf_like(1, 2) void say_ok(const char *fmt, ...);
printf_like(1, 2) void say_lacks(const char *fmt, ...);
printf_like(2, 3) void say_impossible(const char *code, const char *fmt, ...);

/*
 * From here on for machines: every check and error becomes an element of the list "checks"
 * on standard output, until say_json_end(@possible) completes the document.  What happens
 * now, and progress, is not said at all.
 */
void say_json_begin(void);
void say_json_end(bool possible);
bool say_is_json(void);

/* What happens now. */
printf_like(1, 2) void say_line(const char *fmt, ...);

/* "takeover: E-… …" on standard error.  Returns -EIO: `return say_error(…)`. */
printf_like(2, 3) int say_error(const char *code, const char *fmt, ...);
int say_failure(const struct failure *why);

/* How far something is that takes more than a second; @what is not foreign. */
void say_progress(struct progress *p, const char *what, uint64_t done_bytes);

/* Bytes as MiB with one digit behind the point: for "%.1f". */
double say_mib(uint64_t bytes);
