/* SPDX-License-Identifier: MIT */
/* What the base archive that is attached to this program has baked in: as stage two will read it
 * (sys/config_files.h), so that what it would refuse there is refused here. */
#pragma once

#include "base/attr.h"

struct config;
struct failure;

/* Read it into @c, which config_init() made, and seal it.  Returns 0; -EIO with @why if what is
 * baked in is wrong; or -EBADMSG after it said that the archive is. */
must_check int base_config_read(struct config *c, struct failure *why);
