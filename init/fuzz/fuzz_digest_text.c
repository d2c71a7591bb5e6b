/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "pure/digest_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A digest written out in hexadecimal is the same digest. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t digest[SHA256_BYTES], again[SHA256_BYTES];
	char hex[SHA256_HEX_SIZE];

	if (digest_from_text((const char *)data, len, digest) < 0)
		return 0;
	text_to_hex(digest, sizeof(digest), hex);
	if (digest_from_text(hex, sizeof(hex) - 1, again) < 0 ||
	    memcmp(digest, again, sizeof(digest)) != 0)
		__builtin_trap();
	return 0;
}
