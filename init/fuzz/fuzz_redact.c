/* SPDX-License-Identifier: MIT */
/* Any text, in any lines: redacted, it is printable and fits. */
#include <stdint.h>

#include "pure/redact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char shown[1 << 16];
	struct writer to = writer_over(shown, sizeof(shown));
	struct redact r = { .in_key = false };

	while (size > 0) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t n = end ? (size_t)(end - data) : size;

		redact_line(&r, (const char *)data, n, &to);
		n += end != NULL;
		data += n;
		size -= n;
	}
	for (size_t i = 0; i < to.len; i++)
		if (shown[i] < ' ' || shown[i] > '~')
			__builtin_trap();
	return 0;
}
