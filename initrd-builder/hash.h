/* SPDX-License-Identifier: MIT */
/*
 * Digests by libcrypto.  Its low-level functions alone are used: EVP would bring every
 * algorithm of the library along.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "pure/digest_text.h"

enum {
	SHA1_BYTES = 20,
	SHA1_HEX_SIZE = 2 * SHA1_BYTES + 1, /* with the NUL */
};

void hash_sha256(const void *bytes, size_t len, uint8_t ret[static SHA256_BYTES]);

/* Only because SPDX 2.3 wants it of every file. */
void hash_sha1(const void *bytes, size_t len, uint8_t ret[static SHA1_BYTES]);
