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
struct buffer;
struct manifest;
struct reason;
struct spec_definition;

enum {
	CMD_FAILED = 1,
	CMD_USAGE = 2,
	CMD_LIST_MAX = 256, /* of specs and of definitions */
};

/* Each returns the exit status. */
int cmd_build(int argc, char **argv);
int cmd_modules(int argc, char **argv);
int cmd_append(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_extract(int argc, char **argv);
int cmd_cat(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_explain(int argc, char **argv);

/* How to use all of them: to stdout when asked for, to stderr otherwise. */
int cmd_usage(FILE *to);

/* One line on stderr; returns CMD_FAILED. */
int cmd_complain(const char *text);

/* What --epoch says, or SOURCE_DATE_EPOCH, or 0: never the time of day.  Returns 0 or,
 * after a complaint, -EINVAL. */
must_check int cmd_epoch(const char *option, uint32_t *ret);

/* Add "NAME=VALUE" to a list of CMD_LIST_MAX.  Returns 0 or, after a complaint, -EINVAL. */
must_check int cmd_define(const char *text, struct spec_definition *list, size_t *len);

/* Read an image or a manifest; an image of more is none for a machine's memory. */
must_check int cmd_read(const char *path, struct buffer *to, struct reason *why);

must_check int cmd_read_manifest(const char *path, struct manifest *ret,
				 struct reason *why);

struct cmd_output {
	const char *path;
	const char *manifest; /* where what is in it is written, or NULL */
	uint32_t epoch;
	uint32_t align; /* archive_set_align(), or 0 */
};

/* Open the output, let @fill do its work (and its complaining), and keep the file and its
 * manifest only if all went well. */
must_check int cmd_write(const struct cmd_output *to,
			 int (*fill)(const void *job, struct archive *a),
			 const void *job);
