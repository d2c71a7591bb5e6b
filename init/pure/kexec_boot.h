/* SPDX-License-Identifier: MIT */
/*
 * The script "kexec-boot" of nixpkgs' kexecTree: the only place in such a tree that has the
 * target's command line.  It is read, never run: one line `kexec --load …` with exactly
 * what upstream writes, quoted as a shell would take it.  What would need a shell to know
 * (another variable, a command, a second load) is refused.
 */
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "pure/parse_fault.h"
#include "pure/sums.h"

enum {
	KEXEC_BOOT_FILE_MAX = 64 * 1024, /* upstream's has 600 bytes */
	KEXEC_BOOT_CMDLINE_MAX = 4096,   /* with its NUL; twice what x86 and arm64 take */
};

struct kexec_boot {
	char kernel[SUMS_NAME_MAX]; /* names in the script's folder: sums_is_name() */
	char initrd[SUMS_NAME_MAX];
	char cmdline[KEXEC_BOOT_CMDLINE_MAX]; /* printable ASCII, not empty */
};

/* Returns 0, or -EBADMSG and fills @fault. */
must_check int kexec_boot_parse(const void *bytes, size_t len, struct kexec_boot *ret,
				struct parse_fault *fault);
