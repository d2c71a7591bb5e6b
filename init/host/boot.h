/* SPDX-License-Identifier: MIT */
/* `takeover check`, `load` and `boot`, which go the same way to three ends; and how to take
 * a load back. */
#pragma once

#include "base/attr.h"

struct options;

/* Each returns 0, or a -errno after it said why. */
must_check int boot_check(const struct options *options);
must_check int boot_load(const struct options *options);
must_check int boot_run(const struct options *options);
must_check int boot_unload(const struct options *unused);
must_check int boot_status(const struct options *options);
must_check int boot_report(const struct options *options);
