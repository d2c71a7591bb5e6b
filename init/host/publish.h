/* SPDX-License-Identifier: MIT */
#pragma once

#include "base/attr.h"

struct options;

/*
 * `takeover publish DIR`: write the folder's SHA256SUMS, or take the digest of a tarball, and
 * say with which words it is booted.  Returns 0, or -EIO after it said why.
 */
must_check int publish_run(const struct options *options);
