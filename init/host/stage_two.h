/* SPDX-License-Identifier: MIT */
/*
 * Stage two's own programs on the host, before it is left: what they find there they will
 * find later.  They run in a file system in memory that only they see, so that neither a
 * read-only root nor a noexec /tmp is in their way, and nothing is written to a disk.
 */
#pragma once

#include <stdbool.h>

#include "base/attr.h"
#include "pure/report_msg.h"

struct local_image;

enum {
	STAGE_TWO_FILES_MAX = 3,
};

struct stage_two {
	const char *job;                 /* of init/step/on_host.h */
	const char *cmdline;             /* what stage two would be told */
	int initrd_fd;                   /* what it finds in its root */
	const struct local_image *image; /* the same; NULL: none */
	int files[STAGE_TWO_FILES_MAX];  /* the job's, as many as it wants; else 0 */
	bool is_silent;                  /* its lines are nobody's */
};

/* Returns 0 and its last report; -EIO after it said why there is none; -ECANCELED if a person
 * had second thoughts. */
must_check int stage_two_run(const struct stage_two *how, struct report *ret);

/* Have the rescue's program report about this host, on standard output.  Returns 0, or -EIO
 * after it said why. */
must_check int stage_two_report(int initrd_fd);
