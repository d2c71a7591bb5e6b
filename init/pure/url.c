/* SPDX-License-Identifier: MIT */
#include "pure/url.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "pure/sums.h"

enum {
	HOST_LEN_MAX = 255,
	PORT_MAX = 65535,
};

static const struct {
	const char *prefix;
	enum url_scheme scheme;
} schemes[] = {
	{ "http://", URL_HTTP },    { "https://", URL_HTTPS }, { "tftp://", URL_TFTP },
	{ "file:", URL_FILE },      { "LABEL=", URL_DISK },    { "UUID=", URL_DISK },
	{ "PARTLABEL=", URL_DISK }, { "PARTUUID=", URL_DISK }, { "/dev/", URL_DISK },
};

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_only(struct url_part part, const char *others)
{
	for (size_t i = 0; i < part.len; i++)
		if (!is_alnum(part.at[i]) && !strchr(others, part.at[i]))
			return false;
	return true;
}

static struct url_part part_between(const char *from, const char *to)
{
	return (struct url_part){ .at = from, .len = (size_t)(to - from) };
}

/* What RFC 3986 allows nowhere in a URL, and what we have no use for. */
static const char *find_bad_character(const char *text)
{
	for (const char *p = text; *p; p++) {
		if (*p <= ' ' || *p > '~')
			return "a space, control character or non-ASCII character";
		if (strchr("\"<>\\^`{|}", *p))
			return "a character that must be percent-encoded";
		if (*p == '#')
			return "a fragment ('#') means nothing to a server";
		if (*p == '%' && (text_hex_digit(p[1]) < 0 || text_hex_digit(p[2]) < 0))
			return "'%' without two hexadecimal digits";
	}
	return NULL;
}

static const char *parse_port(struct url_part text, uint16_t *ret)
{
	uint64_t port;

	if (text_to_u64(text.at, text.len, PORT_MAX, &port) < 0 || port == 0)
		return "bad port";
	*ret = (uint16_t)port;
	return NULL;
}

/* "[fe80::1%25eth0]": @text is what stands between the brackets. */
static const char *parse_ipv6(struct url_part text, struct url *url)
{
	static const char zone_mark[] = "%25"; /* RFC 6874: an encoded '%' */
	const size_t mark_len = strlen(zone_mark);
	const char *end = text.at + text.len;
	const char *percent = memchr(text.at, '%', text.len);

	url->host = part_between(text.at, percent ? percent : end);
	for (size_t i = 0; i < url->host.len; i++)
		if (text_hex_digit(url->host.at[i]) < 0 && url->host.at[i] != ':' &&
		    url->host.at[i] != '.')
			return "bad IPv6 address";
	if (url->host.len < 2 || !memchr(url->host.at, ':', url->host.len))
		return "bad IPv6 address";
	if (!percent)
		return NULL;
	if ((size_t)(end - percent) <= mark_len ||
	    memcmp(percent, zone_mark, mark_len) != 0)
		return "a zone is written as %25 and an interface's name";
	url->zone = part_between(percent + mark_len, end);
	return is_only(url->zone, "-._~") ? NULL : "bad zone";
}

/* Returns NULL with the text behind the host in @ret_rest, or why it is refused. */
static const char *parse_host(struct url_part text, struct url *url,
			      struct url_part *ret_rest)
{
	const char *end = text.at + text.len;

	if (text.len > 0 && text.at[0] == '[') {
		const char *bracket = memchr(text.at, ']', text.len);

		if (!bracket)
			return "'[' without ']'";
		*ret_rest = part_between(bracket + 1, end);
		return parse_ipv6(part_between(text.at + 1, bracket), url);
	}
	const char *colon = memchr(text.at, ':', text.len);

	*ret_rest = part_between(colon ? colon : end, end);
	url->host = part_between(text.at, ret_rest->at);
	if (url->host.len == 0 || !is_only(url->host, "-._"))
		return "bad host name";
	return url->host.len > HOST_LEN_MAX ? "host name too long" : NULL;
}

static const char *parse_authority(struct url_part text, struct url *url)
{
	const char *at = memchr(text.at, '@', text.len);
	struct url_part rest = text;

	if (at) {
		url->userinfo = part_between(text.at, at);
		rest = part_between(at + 1, text.at + text.len);
		if (memchr(rest.at, '@', rest.len))
			return "an '@' in a user name or password must be percent-encoded";
	}
	const char *why = parse_host(rest, url, &rest);
	if (why || rest.len == 0)
		return why;
	if (rest.at[0] != ':')
		return "text behind ']'";
	rest = part_between(rest.at + 1, rest.at + rest.len);
	return parse_port(rest, &url->port);
}

/* "file:/path" or "file:///path": there is no host. */
static const char *parse_file(const char *rest, struct url *url)
{
	if (text_starts_with(rest, "//"))
		rest += 2;
	if (rest[0] != '/' || rest[1] == '/')
		return "file: needs an absolute path and no host";
	if (strchr(rest, '?'))
		return "file: has no query";
	url->path = part_between(rest, rest + strlen(rest));
	return NULL;
}

/* @value is what stands behind "LABEL=" or "/dev/". */
static const char *parse_disk(const char *text, const char *value, struct url *url)
{
	static const char path_mark[] = ":/";
	const char *mark = strstr(value, path_mark);

	if (!mark || mark == value)
		return "a disk needs a name, and :/path behind it";
	if (mark[2] == '/')
		return "a path begins with one slash";
	if (strchr(text, '?'))
		return "a disk has no query";
	url->disk = part_between(text, mark);
	url->path = part_between(mark + 1, mark + strlen(mark));
	return NULL;
}

static const char *parse(const char *text, struct url *url)
{
	const char *why = find_bad_character(text);
	const char *rest = NULL;

	if (strnlen(text, URL_MAX) == URL_MAX)
		return "longer than 2047 characters";
	if (why)
		return why;
	for (size_t i = 0; i < ARRAY_LEN(schemes) && !rest; i++) {
		if (!text_starts_with(text, schemes[i].prefix))
			continue;
		url->scheme = schemes[i].scheme;
		rest = text + strlen(schemes[i].prefix);
	}
	if (!rest)
		return "does not begin with http://, https://, tftp://, file:, a disk's "
		       "LABEL=, UUID=, PARTLABEL= or PARTUUID=, or /dev/";
	if (url->scheme == URL_DISK)
		return parse_disk(text, rest, url);
	if (url->scheme == URL_FILE)
		return parse_file(rest, url);
	size_t authority_len = strcspn(rest, "/?");
	why = parse_authority(part_between(rest, rest + authority_len), url);
	if (why)
		return why;
	rest += authority_len;
	size_t path_len = strcspn(rest, "?");
	if (path_len > 0)
		url->path = part_between(rest, rest + path_len);
	rest += path_len;
	if (rest[0] == '?' && rest[1])
		url->query = part_between(rest + 1, rest + strlen(rest));
	return NULL;
}

bool url_is_local(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (text_starts_with(text, schemes[i].prefix))
			return schemes[i].scheme == URL_FILE ||
			       schemes[i].scheme == URL_DISK;
	return false;
}

int url_parse(const char *text, struct url *ret, const char **ret_why)
{
	struct url url = { 0 };
	const char *why = parse(text, &url);

	if (why) {
		*ret_why = why;
		return -EINVAL;
	}
	*ret = url;
	return 0;
}

int url_join(const char *base, const char *name, char *ret, size_t cap)
{
	struct url url;
	const char *why;
	char joined[URL_MAX];
	struct writer w = writer_over(joined, sizeof(joined));

	if (!sums_is_name(name, strlen(name)) || url_parse(base, &url, &why) < 0)
		return -EINVAL;
	size_t base_len = strcspn(base, "?");
	writer_text_n(&w, base, base_len);
	if (base[base_len - 1] != '/')
		writer_text(&w, "/");
	for (const char *p = name; *p; p++) {
		if (is_alnum(*p) || strchr("-._~", *p))
			writer_text_n(&w, p, 1);
		else
			writer_printf(&w, "%%%02X", (unsigned int)(unsigned char)*p);
	}
	return writer_ok(&w) ? text_copy(ret, cap, joined) : -ENAMETOOLONG;
}

/* Where the secret between "//" and '@' begins and ends; false if there is none. */
static bool find_userinfo(const char *text, struct url_part *ret)
{
	struct url url;
	const char *why;

	if (url_parse(text, &url, &why) == 0) {
		*ret = url.userinfo;
		return url.userinfo.len > 0;
	}
	/* No URL, perhaps because somebody did not encode a '/' in a password: then up to
	 * the last '@'. */
	const char *slash = strchr(text, '/');
	const char *start = slash && slash[1] == '/' ? slash + 2 : text;
	const char *at = strrchr(start, '@');

	if (!at)
		return false;
	*ret = part_between(start, at);
	return true;
}

static void append_shown(char *to, size_t cap, const char *text, size_t len)
{
	size_t used = strlen(to);

	text_sanitize(to + used, cap - used, text, len);
}

void url_redact(const char *text, char *ret, size_t cap)
{
	struct url_part secret;

	if (cap == 0)
		return;
	ret[0] = 0;
	if (find_userinfo(text, &secret)) {
		append_shown(ret, cap, text, (size_t)(secret.at - text));
		append_shown(ret, cap, "***", 3);
		text = secret.at + secret.len;
	}
	size_t len = strcspn(text, "?");
	append_shown(ret, cap, text, len);
	if (text[len])
		append_shown(ret, cap, "?***", 4);
}
