/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>

#include "base/writer.h"
#include "pure/authorized_keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static char out[64 * 1024];
	struct writer to = writer_over(out, sizeof(out));

	authorized_keys_filter((const char *)data, len, &to);
	/* what goes in is never longer when it comes out, but for one newline */
	if (writer_ok(&to) && to.len > len + 1)
		__builtin_trap();
	return 0;
}
