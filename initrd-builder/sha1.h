/* SPDX-License-Identifier: MIT */
/* SHA-1, only because SPDX 2.3 wants it of every file. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	SHA1_BYTES = 20,
	SHA1_HEX_SIZE = 2 * SHA1_BYTES + 1, /* with the NUL */
};

void sha1_of(const void *bytes, size_t len, uint8_t ret[static SHA1_BYTES]);
