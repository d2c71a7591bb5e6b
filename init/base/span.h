/* SPDX-License-Identifier: MIT */
/* A part of a text that is being read.  Borrows the text. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char *at;
	size_t len;
};

/* Take what stands before the next @separator, or all, off @from. */
static inline struct span span_take(struct span *from, char separator)
{
	const char *end = from->len > 0 ? memchr(from->at, separator, from->len) : NULL;
	size_t len = end ? (size_t)(end - from->at) : from->len;
	struct span taken = { from->at, len };

	from->at += len + (end != NULL);
	from->len -= len + (end != NULL);
	return taken;
}

static inline bool span_starts_with(struct span s, const char *text)
{
	return s.len >= strlen(text) && memcmp(s.at, text, strlen(text)) == 0;
}

static inline bool span_is(struct span s, const char *text)
{
	return s.len == strlen(text) && memcmp(s.at, text, s.len) == 0;
}
