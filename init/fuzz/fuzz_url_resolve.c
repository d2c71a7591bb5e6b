/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <string.h>

#include "pure/url_resolve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What came of two texts is a URL. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char text[512] = "", got[URL_MAX];
	const char *why;
	struct url url;

	memcpy(text, data, len < sizeof(text) - 1 ? len : sizeof(text) - 1);
	const char *reference = text + strlen(text);
	if (reference < text + sizeof(text) - 1)
		reference++;
	if (url_resolve(text, reference, got, sizeof(got)) == 0 &&
	    url_parse(got, &url, &why) < 0)
		__builtin_trap();
	return 0;
}
