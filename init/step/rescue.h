/* SPDX-License-Identifier: MIT */
/* When nothing helps any more: say why, and offer a shell. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/failure.h"

/* The block that a person finds on every console: code, object, reason, what happens now. */
void rescue_show(const char *step, const struct failure *failure, const char *next);

/* How long until the reboot, and how to stop it. */
void rescue_show_countdown(uint64_t left_ms, bool shell);

/* A worker: an interactive shell on the console whose index @arg points to (int). */
no_return void rescue_shell(const void *arg, int report_fd);
