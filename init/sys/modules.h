/* SPDX-License-Identifier: MIT */
/* Kernel modules of the running kernel: libkmod, and nothing else of it. */
#pragma once

#include <stddef.h>

#include "base/attr.h"

struct kmod_ctx;

/* Borrows nothing.  Returns 0 or -errno; modules_close() takes NULL. */
must_check int modules_open(struct kmod_ctx **ret);
void modules_close(struct kmod_ctx *ctx);

static inline void modules_close_at(struct kmod_ctx **ctx)
{
	modules_close(*ctx);
}
#define cleanup_modules_ctx cleanup_with(modules_close_at)

enum {
	MODULES_BEGINS = 1, /* about to be inserted: if its driver hangs, this names it */
};

/* Called twice for each module: with MODULES_BEGINS, then with 0 or -errno. */
typedef void modules_loaded(void *context, const char *module, int result);

/*
 * Load whatever @alias (a modalias or a module's name) stands for, dependencies and soft
 * dependencies first, blacklists obeyed.  Returns how many modules were loaded, 0 if
 * nothing matches or all is there, or -errno of the last that failed.
 */
must_check int modules_load(struct kmod_ctx *ctx, const char *alias, modules_loaded *each,
			    void *context);
