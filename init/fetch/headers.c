/* SPDX-License-Identifier: MIT */
#include "fetch/headers.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"

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
	keep_header(line, len, "Last-Modified", h->modified);
	keep_header(line, len, "Content-Range", h->range);
	keep_header(line, len, "Retry-After", h->retry_after);
	keep_header(line, len, "Date", h->date);
}

/* RFC 9110, 5.6.7: the one form that a server may send. */
static bool read_date(const char *text, time_t *ret)
{
	struct tm tm = { .tm_isdst = 0 };
	const char *end = strptime(text, "%a, %d %b %Y %H:%M:%S GMT", &tm);

	if (!end || *end)
		return false;
	*ret = timegm(&tm);
	return true;
}

unsigned int headers_retry_after_s(const struct headers *h)
{
	uint64_t seconds;
	time_t then, now;

	if (text_to_u64(h->retry_after, strlen(h->retry_after), INT32_MAX, &seconds) == 0)
		return (unsigned int)seconds;
	/* by the server's own clock: this machine's may be in 1970 */
	if (!read_date(h->retry_after, &then) || !read_date(h->date, &now) ||
	    then <= now || then - now > INT32_MAX)
		return 0;
	return (unsigned int)(then - now);
}
