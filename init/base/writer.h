/* SPDX-License-Identifier: MIT */
/*
 * The counterpart of cursor.h: builds a message or a text in a buffer of fixed size.
 * What does not fit sets @bad and is left out whole; one writer_ok() at the end is enough.
 * Text that is being built is always NUL-terminated, whatever went wrong.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"

struct writer {
	uint8_t *start;
	size_t len, cap;
	bool bad;
};

static inline struct writer writer_over(void *buffer, size_t cap)
{
	struct writer w = { .start = buffer, .cap = cap, .bad = cap == 0 };

	if (cap > 0)
		w.start[0] = 0;
	return w;
}

static inline bool writer_ok(const struct writer *w)
{
	return !w->bad;
}

/* Reserve @len bytes and return where they are, or NULL if they do not fit. */
static inline uint8_t *writer_reserve(struct writer *w, size_t len)
{
	if (w->bad || len > w->cap - w->len) {
		w->bad = true;
		return NULL;
	}
	w->len += len;
	return w->start + w->len - len;
}

static inline void writer_bytes(struct writer *w, const void *bytes, size_t len)
{
	uint8_t *at = writer_reserve(w, len);

	if (at && len > 0)
		memcpy(at, bytes, len);
}

static inline void writer_zeroes(struct writer *w, size_t len)
{
	uint8_t *at = writer_reserve(w, len);

	if (at)
		memset(at, 0, len);
}

/* Append text; keeps room for, and writes, a NUL that is not counted in @len. */
static inline void writer_text_n(struct writer *w, const char *text, size_t len)
{
	if (w->bad || len >= w->cap - w->len) {
		w->bad = true;
		return;
	}
	if (len > 0) /* an absent part of a text may have no address */
		memcpy(w->start + w->len, text, len);
	w->len += len;
	w->start[w->len] = 0;
}

static inline void writer_text(struct writer *w, const char *text)
{
	writer_text_n(w, text, strlen(text));
}

printf_like(2, 3) static inline void writer_printf(struct writer *w, const char *fmt, ...)
{
	size_t room = w->bad ? 0 : w->cap - w->len;
	va_list args;

	if (room == 0) {
		w->bad = true;
		return;
	}
	va_start(args, fmt);
	int n = vsnprintf((char *)w->start + w->len, room, fmt, args);
	va_end(args);
	if (n < 0 || (size_t)n >= room) {
		w->start[w->len] = 0;
		w->bad = true;
		return;
	}
	w->len += (size_t)n;
}
