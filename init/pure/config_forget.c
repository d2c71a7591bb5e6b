/* SPDX-License-Identifier: MIT */
/* A configuration without what opens something. */
#include <string.h>

#include "pure/config.h"
#include "pure/url.h"

void config_forget_secrets(struct config *c)
{
	char shown[CONFIG_URL_SIZE];

	/* all of them: behind the last one may stand one that was replaced */
	for (size_t i = 0; i < CONFIG_URLS_MAX; i++) {
		url_redact(c->urls[i], shown, sizeof(shown));
		memset(c->urls[i], 0, sizeof(c->urls[i]));
		if (i < c->url_count)
			memcpy(c->urls[i], shown, strlen(shown));
	}
	memset(c->proxy, 0, sizeof(c->proxy));
	memset(c->append, 0, sizeof(c->append));
}
