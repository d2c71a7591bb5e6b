/* SPDX-License-Identifier: MIT */
/* What the subcommands share that read an image as the kernel does. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"
#include "initrd-builder/outcome.h"

enum {
	/* Options without a letter; beyond what a letter can be. */
	CMD_MAX_BYTES = 256,
	CMD_MAX_ENTRIES,
	CMD_TREE,
	CMD_MANIFEST,
};

struct cmd_image {
	const char *path;
	struct image_limits limits;
	struct image image;
	struct outcome outcome;
	unsigned long findings; /* each was said on stderr */
	bool is_cut_short;      /* the kernel does not read all of it */
};

/* Set the limit that the option names.  Returns 0 or, after a complaint, CMD_USAGE. */
must_check int cmd_limit(struct image_limits *limits, int option, const char *text);

/* Read what image->path names, telling each finding on stderr.  cmd_close_image() is to
 * follow in any case. */
must_check int cmd_open_image(struct cmd_image *image, unsigned int segment,
			      struct reason *why);
void cmd_close_image(struct cmd_image *image);
