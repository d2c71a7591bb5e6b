/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "pure/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What was accepted must be accepted again when a name is joined to it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char text[URL_MAX + 64], joined[URL_MAX], shown[128];
	struct url url;
	const char *why;

	if (len >= sizeof(text))
		return 0;
	memcpy(text, data, len);
	text[len] = 0;
	url_redact(text, shown, sizeof(shown));
	if (url_parse(text, &url, &why) == 0 &&
	    url_join(text, "initrd", joined, sizeof(joined)) == 0 &&
	    url_parse(joined, &url, &why) < 0)
		__builtin_trap();
	return 0;
}
