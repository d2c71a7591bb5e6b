/* SPDX-License-Identifier: MIT */
/*
 * The subcommands of mkinitrd.  Only they and mkinitrd.c print and know exit codes; all
 * work is done by the library beside them.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "base/attr.h"

struct archive;

enum {
	CMD_FAILED = 1,
	CMD_USAGE = 2,
};

/* Each returns the exit status. */
int cmd_build(int argc, char **argv);
int cmd_modules(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_extract(int argc, char **argv);
int cmd_cat(int argc, char **argv);
int cmd_verify(int argc, char **argv);

/* How to use all of them: to stdout when asked for, to stderr otherwise. */
int cmd_usage(FILE *to);

/* One line on stderr; returns CMD_FAILED. */
int cmd_complain(const char *text);

/* What --epoch says, or SOURCE_DATE_EPOCH, or 0: never the time of day.  Returns 0 or,
 * after a complaint, -EINVAL. */
must_check int cmd_epoch(const char *option, uint32_t *ret);

/* Open the output, let @fill do its work (and its complaining), and keep the file only if
 * all went well. */
must_check int cmd_write(const char *path, uint32_t epoch,
			 int (*fill)(const void *job, struct archive *a),
			 const void *job);
