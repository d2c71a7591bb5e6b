/* SPDX-License-Identifier: MIT */
/* What the kernel tells about physical memory and firmware: /proc/iomem and /sys/firmware. */
#pragma once

#include "base/attr.h"
#include "pure/firmware.h"

/* Where segments of a next kernel may go.  Returns 0 or -errno. */
must_check int firmware_read_iomem(struct memory_map *ret);

/* What a next kernel has to be told.  Returns 0 or -errno. */
must_check int firmware_read(struct firmware *ret);
