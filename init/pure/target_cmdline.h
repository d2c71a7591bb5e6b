/* SPDX-License-Identifier: MIT */
/* The command line of the kernel that we jump into (DESIGN: "Loading"). */
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "pure/failure.h"

enum {
	/* Linux cuts longer ones in silence: COMMAND_LINE_SIZE of x86 and arm64 is 2048 */
	TARGET_CMDLINE_SIZE = 2048,
};

/*
 * Build it into @ret: @image, as the publisher wrote it, without "initrd=" words; then,
 * unless there already, rootfstype=ramfs, the words of @ours that belong to the machine
 * (@ours is the running kernel's command line) and "boot.panic_on_fail panic=30"; then
 * @append, which has the last word.  @kernel_max is the limit that the kernel's own header
 * names.  What @image has behind a lone "--" stays at the end.  Returns 0, or -EIO with
 * @why: too long, no init=, an open quote.
 */
must_check int target_cmdline_build(const char *image, const char *ours,
				    const char *append, size_t kernel_max,
				    char ret[static TARGET_CMDLINE_SIZE],
				    struct failure *why);
