/* SPDX-License-Identifier: MIT */
/*
 * Files in memory (memfd_create(2)) that cannot change any more once they are sealed:
 * what was verified is what is loaded.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

/* @name is for /proc only.  Returns a descriptor that the caller owns, or -errno. */
must_check int memfile_new(const char *name);

/* Append zeroes up to a multiple of @align.  Returns 0 or -errno. */
must_check int memfile_pad(int fd, size_t align);

/* No more writing, shrinking or growing, by anybody.  Returns 0 or -errno. */
must_check int memfile_seal(int fd);

must_check int memfile_size(int fd, uint64_t *ret);
