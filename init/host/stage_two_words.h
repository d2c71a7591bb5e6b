/* SPDX-License-Identifier: MIT */
#pragma once

#include "base/attr.h"
#include "pure/stage2_cmdline.h"

struct options;

/*
 * Stage two's command line for these options on this host, read back as stage two will.
 * @max_bytes: the longest that its kernel takes.  @entered: as in struct stage2_wish.
 * Returns 0, or -EIO after it said why.
 */
must_check int stage_two_words(const struct options *o, size_t max_bytes,
			       const char *entered, char ret[static STAGE2_CMDLINE_MAX]);
