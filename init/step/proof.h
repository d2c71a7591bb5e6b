/* SPDX-License-Identifier: MIT */
/* Does what the user trusts say that these are the bytes: the pin, and the signatures? */
#pragma once

#include <stdbool.h>

#include "base/attr.h"
#include "pure/sums.h"
#include "step/acquire.h"

/* What SHA256SUMS says about the files beside it, once it is proven itself. */
struct listed {
	bool is_list; /* false: nothing is trusted, so there is nothing to compare with */
	struct sums sums;
};

/* Fetch and prove @url, a list.  With @is_pinned the pin is of this list. */
must_check int proof_list(const struct acquire *a, const char *url, bool is_pinned,
			  struct listed *ret, struct failure *why);

/* The digest of @name; NULL where nothing is trusted. */
must_check int proof_find(const struct listed *l, const char *name, const uint8_t **ret,
			  struct failure *why);

/* A file that is pinned and signed itself, or by the list beside it. */
must_check int proof_file(const struct acquire *a, const char *url,
			  const struct object_bytes *got, struct failure *why);

/* The last part of a URL's path, as the names of a list are written. */
must_check int proof_name(const char *url, char ret[static SUMS_NAME_MAX],
			  struct failure *why);
