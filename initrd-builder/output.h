/* SPDX-License-Identifier: MIT */
/* A file that appears whole or not at all: written beside its place, then renamed. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/attr.h"

enum {
	OUTPUT_PATH_MAX = 4096,
};

struct output {
	const char *path; /* borrowed */
	char temporary[OUTPUT_PATH_MAX];
	int fd;          /* to write to; -1 when closed */
	bool is_unnamed; /* @temporary is then a way to read it */
	mode_t mode; /* of the file in its place, whatever the umask; 0644 when opened */
};

must_check int output_open(struct output *o, const char *path);

/* Put the file in its place. */
must_check int output_commit(struct output *o);

/* Remove what was not committed; harmless after output_commit(). */
void output_abandon(struct output *o);
#define cleanup_output cleanup_with(output_abandon)
