/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 digests as people write them: 64 hexadecimal digits, or SRI as Nix prints it
 * ("sha256-" and base64, https://www.w3.org/TR/SRI/).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	SHA256_BYTES = 32,
	SHA256_HEX_SIZE = 2 * SHA256_BYTES + 1, /* with the NUL */
};

/* Parse either form, nothing before or behind it.  Returns 0 or -EINVAL. */
must_check int digest_from_text(const char *text, size_t len,
				uint8_t ret[static SHA256_BYTES]);
