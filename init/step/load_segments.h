/* SPDX-License-Identifier: MIT */
/* Load by kexec_load(2): placement, zero page and trampoline are ours. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"
#include "step/load_image.h"

/*
 * @fed: the initrd is moved into the kernel a MiB at a time, so that it is never there
 * twice.  Returns 0, or -errno with @ret.
 */
must_check int load_by_segments(const struct load_image *image, bool fed,
				struct load_obstacle *ret);
