/* SPDX-License-Identifier: MIT */
#include "fetch/headers.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

/* The value of a header line that has this name; one that does not fit is left out.  Not by
 * curl_easy_header(), which our libcurl is built without. */
static void keep_header(const char *line, size_t len, const char *name,
			char ret[static FETCH_TEXT_MAX])
{
	size_t name_len = strlen(name);

	if (len <= name_len || !curl_strnequal(line, name, name_len) ||
	    line[name_len] != ':')
		return;
	line += name_len + 1;
	len -= name_len + 1;
	while (len > 0 && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	while (len > 0 && line[len - 1] <= ' ')
		len--;
	if (len < FETCH_TEXT_MAX)
		(void)snprintf(ret, FETCH_TEXT_MAX, "%.*s", (int)len, line);
}

void headers_keep(struct headers *h, const char *line, size_t len)
{
	/* another response, as behind a redirect */
	if (len > 5 && memcmp(line, "HTTP/", 5) == 0)
		*h = (struct headers){ .etag = "" };
	keep_header(line, len, "ETag", h->etag);
	keep_header(line, len, "Last-Modified", h->date);
	keep_header(line, len, "Content-Range", h->range);
	keep_header(line, len, "Retry-After", h->retry_after);
}
