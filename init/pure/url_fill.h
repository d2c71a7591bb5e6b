/* SPDX-License-Identifier: MIT */
/* "http://host/${mac}/": a URL that is the same for many machines and means another of each. */
#pragma once

#include <stddef.h>

#include "base/attr.h"

enum {
	URL_FACT_SIZE = 256,
};

/* What is known of this machine; "": nothing. */
struct url_facts {
	char mac[URL_FACT_SIZE], uuid[URL_FACT_SIZE], serial[URL_FACT_SIZE];
	char arch[URL_FACT_SIZE], hostname[URL_FACT_SIZE];
};

/* Is it a URL where the facts are plain ones?  Returns 0, or -EINVAL and a reason for a person. */
must_check int url_fill_check(const char *text, const char **ret_why);

/*
 * Put the facts, percent-encoded, in the place of their names.  Returns 0; -EINVAL if a name
 * is none of theirs, or what comes out is no URL; -ENODATA with the first name whose fact is
 * not known in @ret_name; or -ENAMETOOLONG.
 */
must_check int url_fill(const char *text, const struct url_facts *facts, char *ret,
			size_t cap, const char **ret_name);
