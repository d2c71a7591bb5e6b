/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 by libcrypto, with the CPU's own instructions where there are any.  Its
 * low-level functions alone are used: EVP would bring every algorithm of the library into
 * PID 1.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/digest_text.h"

struct digest {
	uint64_t state[16]; /* holds a SHA256_CTX; nobody looks inside */
};

void digest_begin(struct digest *d);
void digest_add(struct digest *d, const void *bytes, size_t len);
void digest_end(struct digest *d, uint8_t ret[static SHA256_BYTES]);

/* All at once. */
void digest_of(const void *bytes, size_t len, uint8_t ret[static SHA256_BYTES]);
