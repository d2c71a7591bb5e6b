/* SPDX-License-Identifier: MIT */
/* When nothing helps any more: say why, and start the program that a person can use. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/failure.h"

/* What is known about the end, for the block that a person finds on every console. */
struct rescue_story {
	const char *step, *last_good;
	const struct failure *failure;
	const char *next; /* what happens now */
};

/* Show it on every console, and leave it for the menu and the report. */
void rescue_show(const struct rescue_story *story);

/* How long until @to, such as "reboot", and how to stop it. */
void rescue_show_countdown(const char *to, uint64_t left_ms, bool menu);

/* Is there anybody who may use a console? */
bool rescue_is_offered(void);

/* A worker: the menu on the console whose index @arg points to (int). */
no_return void rescue_menu(const void *arg, int report_fd);

/* A worker: the subcommand @arg (const char *) of the rescue program, without a terminal. */
no_return void rescue_run(const void *arg, int report_fd);
