/* SPDX-License-Identifier: MIT */
/* On the host: load stage two by kexec_load(2), where its kernel cannot do it from files. */
#pragma once

#include "base/attr.h"
#include "pure/failure.h"

/*
 * @kernel_fd, @initrd_fd: files that root on this host chose and put together, so nothing
 * here proves them.  Returns 0, or -EIO with @why.
 */
must_check int load_stage_two_from(int kernel_fd, int initrd_fd, const char *cmdline,
				   struct failure *why);
