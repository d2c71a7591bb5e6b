/* SPDX-License-Identifier: MIT */
/* Store paths and digests as Nix writes them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/digest_text.h"

enum {
	NIX_HASH_PART_LEN = 32, /* of a store path's name */
	NIX_NAME_MAX = 256,     /* that, '-', and at most 211 characters; NUL */
	NIX_BASE32_LEN = 52,    /* of a SHA-256 */
};

#define NIX_STORE "/nix/store/"

/* "…-name": what stands behind /nix/store/. */
bool nix_is_name(const char *text, size_t len);

/* Nix' base32, which is not RFC 4648's.  Returns 0 or -EINVAL. */
must_check int nix_base32_decode(const char *text, size_t len,
				 uint8_t ret[static SHA256_BYTES]);
void nix_base32_encode(const uint8_t digest[static SHA256_BYTES],
		       char ret[static NIX_BASE32_LEN + 1]);

/* "sha256:" and base32 or hexadecimal digits, or SRI.  Returns 0 or -EINVAL. */
must_check int nix_digest_from_text(const char *text, size_t len,
				    uint8_t ret[static SHA256_BYTES]);
