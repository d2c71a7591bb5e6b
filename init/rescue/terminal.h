/* SPDX-License-Identifier: MIT */
/* A dumb terminal and a person at it.  While somebody is there, PID 1 is told so. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	LINE_SIZE = 2048,
};

/* Somebody is here: PID 1 hears it, at most every RESCUE_HOLD_EVERY_MS. */
void terminal_hold(void);

/* After @idle_s seconds without a key nobody is taken to be there. */
void terminal_init(unsigned int idle_s);

/*
 * One line, without what no person means: control characters, escape sequences.  Not
 * @echo: for passwords, and the countdown is not held for one.  Returns 0, -ETIMEDOUT if
 * nobody types, or -EIO if the terminal is gone.
 */
must_check int terminal_read(char ret[static LINE_SIZE], bool echo);

/* Print @question and read the answer. */
must_check int terminal_ask(const char *question, char ret[static LINE_SIZE]);

/*
 * Run a program on this terminal until it ends.  Returns its status as waitpid(2) has it,
 * -ETIMEDOUT if nobody used the terminal (then it was killed), or -errno.
 */
must_check int terminal_run(const char *path, const char *const *argv,
			    const char *const *envp);
