/* SPDX-License-Identifier: MIT */
#include "pure/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct trust t = { .threshold = 0 };

	(void)!trust_add_keys(&t, (const char *)data, len);
	if (t.key_count > TRUST_KEYS_MAX)
		__builtin_trap();
	return 0;
}
