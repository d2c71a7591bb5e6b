/* SPDX-License-Identifier: MIT */
/*
 * Tar archives as GNU tar and bsdtar write them (POSIX ustar, GNU's long sizes).  Only what
 * lies at most two folders deep is listed: a kexec tarball's files do.
 */
#pragma once

#include "base/attr.h"
#include "pure/members.h"
#include "pure/parse_fault.h"
#include "pure/stream.h"

enum {
	TAR_BLOCK = 512,
};

/* Returns 0, or -EBADMSG and fills @fault. */
must_check int tar_list(struct stream *s, struct members *ret, struct parse_fault *fault);
