/* SPDX-License-Identifier: MIT */
/* The worker that fetches, proves and loads, and the one that jumps. */
#pragma once

#include "base/attr.h"
#include "pure/config.h"

struct loader_args {
	const struct config *config;
	const char *url;     /* one of @config's */
	unsigned int deaths; /* of loaders before this one */
};

/* @arg: struct loader_args.  Reports ready when the target is loaded. */
no_return void loader_worker(const void *arg, int report_fd);

/* @arg: struct config.  Leaves this kernel; reports only if that fails. */
no_return void jump_worker(const void *arg, int report_fd);
