/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "pure/manifest_entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What was read says the same when it is written and read again. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static char text[2][MANIFEST_ENTRY_MAX];
	static struct manifest_texts texts;
	struct manifest_entry e = { 0 };
	const uint8_t *from = data;

	for (int i = 0; i < 2; i++) {
		struct json j = json_over(from, len);
		struct writer w = writer_over(text[i], sizeof(text[i]));

		manifest_read_entry(&j, &texts, &e);
		if (!json_end(&j)) {
			if (i == 1)
				__builtin_trap();
			return 0;
		}
		manifest_write_entry(&w, &e);
		if (!writer_ok(&w))
			__builtin_trap();
		from = w.start;
		len = w.len;
	}
	if (strcmp(text[0], text[1]) != 0)
		__builtin_trap();
	return 0;
}
