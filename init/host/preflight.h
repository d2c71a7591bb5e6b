/* SPDX-License-Identifier: MIT */
/* Will stage two find what it is to fetch, and will it believe it?  Asked here with its own
 * programs, while somebody still looks. */
#pragma once

#include <stdint.h>

#include "base/attr.h"

struct local_image;

/*
 * @cmdline: stage two's.  @image: that it speaks of, NULL if it lies elsewhere; of what lies
 * here all is read, else only the lists.  Returns 0 and the target's bytes, 0 if the server
 * does not say; or -EIO after it said why.
 */
must_check int preflight(const char *cmdline, const struct local_image *image,
			 uint64_t *ret_target_bytes);
