/* SPDX-License-Identifier: MIT */
/*
 * The base archive, which init/host/attach put behind our own ELF: the archive, then
 * 64 bytes "takeover-base-1\n", its length as 16 hexadecimal digits, its SHA-256.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

/*
 * Write it to the memory file @fd, padded for the next archive, after its digest was
 * checked.  @unpack: the kernel that will read it cannot decompress zstd.  Returns 0, or
 * -EIO after it said why.
 */
must_check int base_archive_write(int fd, bool unpack);
