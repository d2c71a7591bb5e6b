/* SPDX-License-Identifier: MIT */
/* The worker that jumps. */
#pragma once

#include "base/attr.h"

/* @arg: struct config.  Leaves this kernel; reports only if that fails. */
no_return void jump_worker(const void *arg, int report_fd);
