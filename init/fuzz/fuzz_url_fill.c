/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <string.h>

#include "pure/url.h"
#include "pure/url_fill.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What was accepted is a URL, whatever the facts are: the first half of the input is all of them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct url_facts facts;
	char text[1024] = "", got[URL_MAX],
	     *all[] = { facts.mac, facts.uuid, facts.serial, facts.arch, facts.hostname };
	size_t half = len / 2 < URL_FACT_SIZE ? len / 2 : URL_FACT_SIZE - 1;
	const char *why;
	struct url url;

	memset(&facts, 0, sizeof(facts));
	for (size_t i = 0; half > 0 && i < sizeof(all) / sizeof(all[0]); i++)
		memcpy(all[i], data, half);
	len -= half;
	if (len > 0)
		memcpy(text, data + half, len < sizeof(text) ? len : sizeof(text) - 1);
	if (url_fill_check(text, &why) == 0 &&
	    url_fill(text, &facts, got, sizeof(got), &why) == 0 &&
	    url_parse(got, &url, &why) < 0)
		__builtin_trap();
	return 0;
}
