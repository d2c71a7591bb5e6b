/* SPDX-License-Identifier: MIT */
/*
 * A bounds-checked reader over bytes that somebody else sent us.
 *
 * Every wire format is parsed through a cursor and nothing else: no pointer into a
 * message exists before its length was checked.  Reading past the end sets @bad and
 * yields zeroes, so a parser checks once, at the end, with cursor_ok().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct cursor {
	const uint8_t *at;
	size_t left;
	bool bad;
};

static inline struct cursor cursor_over(const void *bytes, size_t len)
{
	return (struct cursor){ .at = bytes, .left = len };
}

static inline bool cursor_ok(const struct cursor *c)
{
	return !c->bad;
}

/* Borrow the next @len bytes, or NULL (and mark the cursor bad) if there are fewer. */
static inline const uint8_t *cursor_take(struct cursor *c, size_t len)
{
	const uint8_t *taken = c->at;

	if (c->bad || len > c->left) {
		c->bad = true;
		return NULL;
	}
	c->left -= len;
	if (len > 0) /* an empty message may have no address to add to */
		c->at += len;
	return taken;
}

/* Copy the next @len bytes to @to; zeroes if there are fewer. */
static inline void cursor_copy(struct cursor *c, void *to, size_t len)
{
	const uint8_t *p = cursor_take(c, len);

	if (p)
		memcpy(to, p, len);
	else
		memset(to, 0, len);
}

static inline uint8_t cursor_u8(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, 1);

	return p ? p[0] : 0;
}

static inline uint16_t cursor_be16(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, 2);

	if (!p)
		return 0;
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t cursor_be32(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, 4);

	if (!p)
		return 0;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint16_t cursor_le16(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, 2);

	if (!p)
		return 0;
	return (uint16_t)(p[1] << 8 | p[0]);
}

static inline uint32_t cursor_le32(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, 4);

	if (!p)
		return 0;
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static inline uint64_t cursor_le64(struct cursor *c)
{
	uint64_t low = cursor_le32(c), high = cursor_le32(c);

	return cursor_ok(c) ? low | high << 32 : 0;
}

/* A cursor over the next @len bytes alone; the parent moves past them. */
static inline struct cursor cursor_sub(struct cursor *c, size_t len)
{
	const uint8_t *p = cursor_take(c, len);

	return (struct cursor){ .at = p, .left = p ? len : 0, .bad = c->bad };
}
