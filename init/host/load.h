/* SPDX-License-Identifier: MIT */
/* The takeover kernel, into this kernel's hands. */
#pragma once

#include <stdint.h>

#include "base/attr.h"

struct kernel_image;

/* Load it with the initrd in @initrd_fd.  Returns 0, or -EIO after it said why. */
must_check int load_stage_two(const struct kernel_image *kernel, int initrd_fd,
			      uint64_t initrd_bytes, const char *cmdline);

/* Forget what was loaded.  The same return. */
must_check int load_forget(void);
