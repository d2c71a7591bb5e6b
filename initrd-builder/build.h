/* SPDX-License-Identifier: MIT */
/* Specs into segments: what each line asks for, added to an archive. */
#pragma once

#include "base/attr.h"

struct archive;
struct reason;
struct spec_definitions;

/*
 * Add all that the spec file @path asks for to the segment that has begun.  A relative
 * SRC starts in the current folder, as with gen_init_cpio; a relative `include` in the
 * folder of the spec that has it.  Failures read "FILE:LINE:COLUMN: …".
 */
must_check int build_spec(struct archive *a, const char *path,
			  const struct spec_definitions *definitions, struct reason *why);
