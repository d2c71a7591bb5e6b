/* SPDX-License-Identifier: MIT */
/* What asked for each entry of an archive, in the order of the entries. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "initrd-builder/arena.h"

struct origins {
	bool is_kept; /* else nothing below is used */
	const char *now;
	const char **list;
	size_t len, cap;
	struct arena arena; /* of the texts */
};

/* Say what asks for the entries that follow.  Returns 0 or -ENOMEM. */
must_check int origins_set(struct origins *o, const char *fmt, va_list args);

/* One entry more.  Returns 0 or -ENOMEM. */
must_check int origins_add(struct origins *o);

void origins_free(struct origins *o);
