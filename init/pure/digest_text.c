/* SPDX-License-Identifier: MIT */
#include "pure/digest_text.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "pure/base64.h"

int digest_from_text(const char *text, size_t len, uint8_t ret[static SHA256_BYTES])
{
	static const char sri[] = "sha256-";
	const size_t prefix = sizeof(sri) - 1;

	if (len > prefix && memcmp(text, sri, prefix) == 0)
		return base64_decode(text + prefix, len - prefix, ret, SHA256_BYTES);
	return text_from_hex(text, len, ret, SHA256_BYTES);
}
