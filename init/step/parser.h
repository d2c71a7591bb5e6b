/* SPDX-License-Identifier: MIT */
/* Published files are read by the unprivileged `parse`; its answers are checked again. */
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "pure/failure.h"
#include "pure/kexec_boot.h"
#include "pure/sums.h"

/* Each takes bytes whose digest held.  Returns 0, or -EIO with @why, which names @url. */
must_check int parser_sums(const char *url, const void *bytes, size_t len,
			   struct sums *ret, struct failure *why);
must_check int parser_kexec_boot(const char *url, const void *bytes, size_t len,
				 struct kexec_boot *ret, struct failure *why);
