/* SPDX-License-Identifier: MIT */
/* Which name did a person mean? */
#pragma once

#include <stddef.h>

enum {
	NAME_DISTANCE_MAX = 64, /* characters of a name that are looked at */
};

/* Levenshtein distance of @name, of @len bytes, from @known; '-' and '_' are equal. */
size_t name_distance(const char *name, size_t len, const char *known);
