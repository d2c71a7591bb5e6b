/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pure/cmdline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Words follow one another, each within the text, names and values within their word. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = calloc(len + 1, 1);
	const char *at = text, *end;
	struct cmdline_word w;

	if (!text)
		return 0;
	if (len > 0)
		memcpy(text, data, len);
	end = text;
	while (cmdline_next(&at, &w)) {
		if (w.text < end || w.len == 0 || w.text + w.len != at ||
		    w.name < w.text || w.name_len == 0 || w.name + w.name_len > at ||
		    (w.value &&
		     (w.value <= w.name + w.name_len || w.value + w.value_len > at)) ||
		    (!w.value && w.value_len > 0))
			__builtin_trap();
		end = at;
		(void)cmdline_is_hardware(&w);
	}
	(void)cmdline_has(text, "root");
	free(text);
	return 0;
}
