/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "initrd-builder/reason.h"
#include "initrd-builder/spec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A line, by whoever wrote the spec; and its source, with a variable in it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct spec_definition one = { "ONE", 3, "value" };
	const struct spec_definitions all = { &one, 1 };
	static char source[SPEC_PATH_MAX];
	char *text = malloc(len + 1);
	struct spec_line line;
	struct reason why;
	unsigned int column = 0;

	if (!text)
		return 0;
	memcpy(text, data, len);
	text[len] = '\0';
	if (spec_parse_line(text, &line, &column, &why) == 0) {
		if (line.kind != SPEC_NOTHING && !line.name.text && !line.source.text)
			__builtin_trap();
		if (line.source.text)
			(void)!spec_expand(line.source.text, &all, source, &why);
	} else if (column == 0 || column > len + 1) {
		__builtin_trap();
	}
	free(text);
	return 0;
}
