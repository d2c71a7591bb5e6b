/* SPDX-License-Identifier: MIT */
/* `takeover entry`: what chainloads stage two without kexec, and nothing else. */
#pragma once

#include "base/attr.h"

struct options;

/* Returns 0, or -EIO after it said why. */
must_check int entry_run(const struct options *options);
