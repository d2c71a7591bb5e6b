/* SPDX-License-Identifier: MIT */
/*
 * Nix archives: what a store path is, in one canonical form.  Its bytes were compared with
 * a NarHash before anybody reads them here.
 */
#pragma once

#include "base/attr.h"
#include "pure/members.h"
#include "pure/parse_fault.h"
#include "pure/stream.h"

/* List @path, all folders and links on the way to it, and what is directly in it if it is a
 * folder.  Returns 0, or -EBADMSG and fills @fault. */
must_check int nar_list(struct stream *s, const char *path, struct members *ret,
			struct parse_fault *fault);
