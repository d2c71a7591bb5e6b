/* SPDX-License-Identifier: MIT */
/* URLs made from another URL: of a file beside it, or of its signature. */
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "pure/url.h"

/* @url with @suffix behind its path; a query stays where it is.  Returns 0, -EINVAL if
 * @url is no URL, or -ENAMETOOLONG. */
must_check int url_with_suffix(const char *url, const char *suffix, char *ret,
			       size_t cap);

/*
 * What @reference means where @base was read: another URL, "/path", or a path in the same
 * folder without "." and "..".  A query of @base is dropped.  Returns 0, -EINVAL or
 * -ENAMETOOLONG.
 */
must_check int url_resolve(const char *base, const char *reference, char *ret,
			   size_t cap);

/* @part with its percent-encoding undone, as a text that is a file's path or a disk's name.
 * Returns 0, -EINVAL for an encoded NUL or slash, which would mean another one, or
 * -ENAMETOOLONG. */
must_check int url_decode(struct url_part part, char *ret, size_t cap);

/* The last part of the path, percent-encoded as it stands there; "" for a folder. */
struct url_part url_basename(const struct url *url);
