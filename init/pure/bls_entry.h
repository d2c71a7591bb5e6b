/* SPDX-License-Identifier: MIT */
/* Entries of the Boot Loader Specification (loader/entries/<name>.conf), as Fedora, systemd-boot
 * and others write them; those of ours are boot_entry.h's. */
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "base/span.h"

/*
 * The file that the entry starts: the value of its key "linux", "uki" or "efi", an absolute
 * path on the entry's own file system.  Returns 0, or -ENOENT if there is none.
 */
must_check int bls_entry_kernel(const char *text, size_t len, struct span *ret);
