/* SPDX-License-Identifier: MIT */
#include "pure/url_resolve.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"

static int finish(const struct writer *w, const char *text, char *ret, size_t cap)
{
	struct url url;
	const char *why;

	if (!writer_ok(w))
		return -ENAMETOOLONG;
	if (url_parse(text, &url, &why) < 0)
		return -EINVAL;
	return text_copy(ret, cap, text);
}

int url_with_suffix(const char *url, const char *suffix, char *ret, size_t cap)
{
	char text[URL_MAX];
	struct writer w = writer_over(text, sizeof(text));
	size_t len = strcspn(url, "?");

	writer_text_n(&w, url, len);
	writer_text(&w, suffix);
	writer_text(&w, url + len);
	return finish(&w, text, ret, cap);
}

struct url_part url_basename(const struct url *url)
{
	const char *slash = memrchr(url->path.at, '/', url->path.len);
	struct url_part part = { .at = "" };

	if (!slash)
		return part;
	part.at = slash + 1;
	part.len = (size_t)(url->path.at + url->path.len - part.at);
	return part;
}

int url_decode(struct url_part part, char *ret, size_t cap)
{
	size_t used = 0;

	for (size_t i = 0; i < part.len; i++, used++) {
		char c = part.at[i];

		if (c == '%' && part.len - i > 2) {
			c = (char)(text_hex_digit(part.at[i + 1]) << 4 |
				   text_hex_digit(part.at[i + 2]));
			i += 2;
			if (c == 0 || c == '/')
				return -EINVAL;
		}
		if (used + 1 >= cap)
			return -ENAMETOOLONG;
		ret[used] = c;
	}
	ret[used] = 0;
	return 0;
}

static bool has_dots(const char *path)
{
	while (*path) {
		size_t len = strcspn(path, "/?");

		if ((len == 1 && path[0] == '.') ||
		    (len == 2 && path[0] == '.' && path[1] == '.'))
			return true;
		if (path[len] != '/')
			return false;
		path += len + 1;
	}
	return false;
}

int url_resolve(const char *base, const char *reference, char *ret, size_t cap)
{
	char text[URL_MAX];
	struct writer w = writer_over(text, sizeof(text));
	struct url url;
	const char *why;

	if (!reference[0] || url_parse(base, &url, &why) < 0)
		return -EINVAL;
	if (strstr(reference, "://")) {
		writer_text(&w, reference);
		return finish(&w, text, ret, cap);
	}
	/* "//host/path" would be another server without saying so */
	if (text_starts_with(reference, "//") || has_dots(reference))
		return -EINVAL;
	const char *path = url.path.len > 0 ? url.path.at : base + strcspn(base, "?");
	const char *end =
		reference[0] == '/' || url.path.len == 0 ? path : url_basename(&url).at;

	writer_text_n(&w, base, (size_t)(end - base));
	if (url.path.len == 0 && reference[0] != '/')
		writer_text(&w, "/");
	writer_text(&w, reference);
	return finish(&w, text, ret, cap);
}
