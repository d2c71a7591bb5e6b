/* SPDX-License-Identifier: MIT */
/* What asked for each entry of an archive, and of which packages' source it is made, in
 * the order of the entries. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "initrd-builder/arena.h"
#include "pure/manifest_entry.h"

enum {
	ORIGIN_PACKAGES_MAX = MANIFEST_PACKAGES_MAX,
};

struct origin {
	const char *text, *packages; /* NULL where nothing was said */
};

struct origins {
	bool is_kept; /* else nothing below is used */
	struct origin now, *list;
	size_t len, cap;
	struct arena arena; /* of the texts */
};

/* Say what asks for the entries that follow.  Returns 0 or -ENOMEM. */
must_check int origins_set(struct origins *o, const char *fmt, va_list args);

/* "NAME VERSION, NAME VERSION" or "".  Returns 0 or -ENOMEM. */
must_check int origins_set_packages(struct origins *o, const char *packages);

/* One entry more.  Returns 0 or -ENOMEM. */
must_check int origins_add(struct origins *o);

void origins_free(struct origins *o);
