/* SPDX-License-Identifier: MIT */
/* A file that appears whole or not at all: written beside its place, then renamed.  A symlink
 * stays one.  What is no regular file is left alone: /dev/null would become one. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/attr.h"

enum {
	OUTPUT_PATH_MAX = 4096,
};

struct output {
	char path[OUTPUT_PATH_MAX]; /* with symlinks followed */
	char temporary[OUTPUT_PATH_MAX + sizeof(".4294967295")];
	int fd;          /* to write to; -1 when closed */
	bool is_unnamed; /* @temporary is then a way to read it */
	mode_t mode; /* of the file in its place, whatever the umask; 0644 when opened */
};

/* Returns 0 or -errno; -ENOTSUP: there is something that is not a regular file. */
must_check int output_open(struct output *o, const char *path);

/* What such an error means. */
const char *output_explain(int error);

/* Put the file in its place. */
must_check int output_commit(struct output *o);

/* Remove what was not committed; harmless after output_commit(). */
void output_abandon(struct output *o);
#define cleanup_output cleanup_with(output_abandon)
