/* SPDX-License-Identifier: MIT */
/*
 * Which release the kernel image that lies on the host is, and what it was configured to
 * do.  Whether kexec takes it is bzimage.h's question.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

enum {
	/* The version's text lies in the setup sectors, of which there are at most 64, and
	 * one for the boot sector. */
	HOST_KERNEL_HEAD_BYTES = 65 * 512,
	HOST_KERNEL_RELEASE_MAX = 65, /* __NEW_UTS_LEN and a NUL */
};

/*
 * Find the release, as `uname -r` has it, in the first bytes of a bzImage
 * (HOST_KERNEL_HEAD_BYTES, less if the file is shorter).  Returns 0, or -EBADMSG if there
 * is none.
 */
must_check int host_kernel_release(const void *head, size_t len,
				   char ret[static HOST_KERNEL_RELEASE_MAX]);

/* True if a kernel configuration has the line "@option=y". */
bool host_kernel_config_has(const char *config, size_t len, const char *option);
