/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "pure/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What is taken is within its bounds; what is refused has a printable reason. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char text[8192];
	struct failure why = { .code = FAILURE_NONE };
	static struct config c;

	if (len >= sizeof(text))
		return 0;
	memcpy(text, data, len);
	text[len] = 0;
	config_init(&c);
	int r = config_apply(&c, text, &why);

	if (r == 0 ? c.stall_ms == 0 || c.stall_ms > c.total_ms
		   : why.code == FAILURE_NONE || !why.object[0] || !why.why[0])
		__builtin_trap();
	if (c.url_count > CONFIG_URLS_MAX || !memchr(c.append, 0, sizeof(c.append)) ||
	    !memchr(c.proxy, 0, sizeof(c.proxy)))
		__builtin_trap();
	if (c.nix.pin_count > NIX_PINS_MAX ||
	    (config_is_nix(&c) && !nix_is_name(c.nix.name, strlen(c.nix.name))))
		__builtin_trap();
	for (size_t i = 0; i < c.url_count; i++)
		if (!memchr(c.urls[i], 0, sizeof(c.urls[i])) || !c.urls[i][0])
			__builtin_trap();
	return 0;
}
