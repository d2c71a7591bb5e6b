/* SPDX-License-Identifier: MIT */
/* Where the words of the configuration stand: the one place that knows their order. */
#pragma once

#include "base/attr.h"
#include "pure/config.h"

enum {
	CONFIG_FILE_MAX = 8192,
};

/* Read what is baked into the initrd (/etc/takeover/cmdline.d and keys.d) into @c, which config_init()
 * made, and seal it.  Returns 0, or -EIO with @why. */
must_check int config_files_read_baked(struct config *c, struct failure *why);

/*
 * Read all of it into @c: what is baked in, the kernel command line without the words that
 * were changed in the rescue, and those.  All of them are applied, whatever is wrong with
 * one.  Returns 0, or -EIO with @why about the first that is wrong.
 */
must_check int config_files_read(struct config *c, struct failure *why);
