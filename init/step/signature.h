/* SPDX-License-Identifier: MIT */
/* Have enough of the trusted keys signed a file?  minisign's signatures, beside the file. */
#pragma once

#include <stdint.h>

#include "base/attr.h"
#include "pure/config.h"
#include "pure/failure.h"
#include "pure/parse_msg.h"

struct signed_file {
	const struct config *config;
	const char
		*url; /* of the file; the signature is at the same URL and ".minisig" */
	const char *name;       /* what a trusted comment must call it */
	const uint8_t *blake2b; /* BLAKE2B_LEN bytes */
	int report_fd;
};

/* Returns 0 at once if no key is trusted, as then something else must decide.  Otherwise 0
 * if nixos.threshold= of them have signed it, or -EIO with @why. */
must_check int signature_check(const struct signed_file *file, struct failure *why);
