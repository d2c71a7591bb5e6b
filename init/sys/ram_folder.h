/* SPDX-License-Identifier: MIT */
/* Files of an initramfs, which are memory. */
#pragma once

#include <stdint.h>

#include "base/attr.h"

/*
 * Remove the files below @folder that lie in a folder of their own there, but for those in a
 * folder named @kept, which may be NULL.  Returns the bytes that they took: 0 if @folder is not
 * in memory, as a host's is not, or not there.
 */
must_check uint64_t ram_folder_empty(const char *folder, const char *kept);
