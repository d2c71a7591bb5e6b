/* SPDX-License-Identifier: MIT */
/* What fetches, proves and loads. */
#pragma once

#include "base/attr.h"
#include "pure/config.h"
#include "pure/failure.h"

struct load_files;

struct loader_args {
	const struct config *config;
	const char *url;             /* one of @config's */
	unsigned int deaths;         /* of loaders before this one */
	const struct load_files *to; /* not NULL: write it there, and load nothing */
};

/* Fetch, prove, and load or write.  Returns 0, or -EIO with @why. */
must_check int loader_run(const struct loader_args *args, int report_fd,
			  struct failure *why);

/* @arg: struct loader_args.  Reports ready when the target is loaded. */
no_return void loader_worker(const void *arg, int report_fd);
