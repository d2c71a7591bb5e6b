/* SPDX-License-Identifier: MIT */
/*
 * The script "run" of nixos-images' kexec tarball.  It is read, never run: its lines
 * init="…" and kernelParams="…" are the target's command line, its kernel is "bzImage" and
 * its initrd "initrd" beside it.
 */
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "pure/kexec_boot.h"

/* Returns 0, or -EBADMSG and fills @fault. */
must_check int kexec_run_parse(const void *bytes, size_t len, struct kexec_boot *ret,
			       struct parse_fault *fault);
