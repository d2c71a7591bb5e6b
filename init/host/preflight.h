/* SPDX-License-Identifier: MIT */
/* Will stage two find what it is to fetch, and will it believe it?  Asked here with its own
 * programs, while somebody still looks. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

struct local_image;

struct proof {
	uint64_t target_bytes; /* 0: the server does not say */
	bool is_plain;         /* it takes nothing of the host's over */
};

/*
 * @cmdline: stage two's.  @image: that it speaks of, NULL if it lies elsewhere.  All is read
 * of a tarball that lies here, else only the lists and signatures.  Returns 0, or -EIO after
 * it said why.
 */
must_check int preflight(const char *cmdline, const struct local_image *image,
			 struct proof *ret);
