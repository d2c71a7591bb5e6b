/* SPDX-License-Identifier: MIT */
/* Many small pieces of memory that are freed together. */
#pragma once

#include <stddef.h>

#include "base/attr.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *last;
	size_t left;
};

/* Zeroed memory, aligned for any type, or NULL. */
void *arena_alloc(struct arena *a, size_t len);

/* A copy of the bytes with a NUL behind them, or NULL. */
char *arena_copy(struct arena *a, const void *bytes, size_t len);

/* Formatted text, or NULL. */
printf_like(2, 3) char *arena_printf(struct arena *a, const char *fmt, ...);

void arena_free(struct arena *a);
