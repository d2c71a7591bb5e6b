/* SPDX-License-Identifier: MIT */
/* URLs of http, https, tftp and file, and files on disks, read strictly: what could be taken
 * in two ways by two programs is refused. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	URL_MAX = 2048, /* with its NUL: as long as a whole kernel command line */
};

enum url_scheme {
	URL_HTTP = 1,
	URL_HTTPS,
	URL_TFTP,
	URL_FILE,
	URL_DISK, /* "LABEL=x:/path", "/dev/sda1:/path" */
};

/* A part of the text that was parsed: borrowed, not NUL-terminated. */
struct url_part {
	const char *at;
	size_t len; /* 0: absent */
};

struct url {
	enum url_scheme scheme;
	struct url_part userinfo; /* as written, percent-encoded */
	struct url_part host;  /* name, IPv4 address, or IPv6 address without brackets */
	struct url_part zone;  /* of an IPv6 address: "eth0" of [fe80::1%25eth0] */
	uint16_t port;         /* 0: the scheme's own */
	struct url_part disk;  /* "LABEL=x", "/dev/sda1" */
	struct url_part path;  /* begins with '/'; absent in "http://host" */
	struct url_part query; /* without '?' */
};

/* Returns 0, or -EINVAL and a reason for a person in @ret_why: another scheme, a control
 * character or a space, a fragment, a bad host, port or percent-encoding. */
must_check int url_parse(const char *text, struct url *ret, const char **ret_why);

/* Is @text, which may be any, of the kinds that need no network: file: or a disk? */
bool url_is_local(const char *text);

/*
 * The URL of the file @name in the folder @base, whether that ends in a slash or not.  A
 * query of @base belongs to @base alone and is dropped (RFC 3986 5.2.2).  Returns 0,
 * -EINVAL if @base is no URL or @name is not the plain name of a file, or -ENAMETOOLONG.
 */
must_check int url_join(const char *base, const char *name, char *ret, size_t cap);

/* For logs: user name, password and query become "***".  Takes any text, even one that is
 * no URL; what does not fit is cut, what is not printable becomes '?'. */
void url_redact(const char *text, char *ret, size_t cap);
