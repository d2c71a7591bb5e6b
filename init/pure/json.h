/* SPDX-License-Identifier: MIT */
/*
 * JSON (RFC 8259) read in place and in order, without memory of its own.  Like the cursor
 * beneath it, it stays bad from the first mistake on and then yields nothing, so that a
 * parser checks once, at the end:
 *
 *     json_array(j);
 *     while (json_element(j))
 *         json_skip(j);            // or whatever takes exactly one value
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cursor.h"

enum {
	JSON_DEPTH_MAX = 16, /* `ip --json` needs five */
	JSON_KEY_MAX = 32,   /* a longer key is none that we know, and reads as "" */
};

struct json {
	struct cursor in;
	size_t len;
	unsigned int depth;
	bool is_first; /* nothing of the innermost array or object was read yet */
};

struct json json_over(const void *bytes, size_t len);

/* Enter what must be an array, or an object. */
void json_array(struct json *j);
void json_object(struct json *j);

/* Is there a further element?  False at the end, which is left by that. */
bool json_element(struct json *j);

/* The same in an object: @ret is the key, and its value comes next. */
bool json_key(struct json *j, char ret[static JSON_KEY_MAX]);

/* One value of the type; one of another type, or that does not fit, is a mistake.  Of
 * \u escapes, what is no byte becomes '?'. */
void json_string(struct json *j, char *ret, size_t cap);
uint32_t json_u32(struct json *j);
bool json_bool(struct json *j);

/* Of which type is the value that comes next? */
bool json_is_string(struct json *j);
bool json_is_null(struct json *j);

/* One value of any type. */
void json_skip(struct json *j);

/* False from the first mistake on. */
static inline bool json_ok(const struct json *j)
{
	return cursor_ok(&j->in);
}

/* A value was read that cannot be meant. */
static inline void json_refuse(struct json *j)
{
	j->in.bad = true;
}

/* True if nothing was wrong and nothing is left over. */
bool json_end(struct json *j);

/* Where it is: behind the last byte that was taken. */
size_t json_at(const struct json *j);
