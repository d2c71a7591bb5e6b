/* SPDX-License-Identifier: MIT */
/* Questions to a configuration that was read. */
#include <string.h>

#include "pure/config.h"
#include "pure/url.h"

bool config_needs_network(const struct config *c)
{
	for (size_t i = 0; i < c->url_count; i++)
		if (!url_is_local(c->urls[i]))
			return true;
	return c->network.is_needed;
}

const char *config_wants_rescue(const struct config *c, const char *step)
{
	/* with its drivers, or nobody could type anything */
	if (c->rescue_now && strcmp(step, "network") == 0)
		return "nixos.rescue=1";
	return strcmp(c->break_before, step) == 0 ? "nixos.break=" : NULL;
}
