/* SPDX-License-Identifier: MIT */
/* Text that is not ours: strict numbers, and what may be shown to a person. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

/*
 * Parse all of text[0..len) as a decimal number of at most @max.  No sign, no space,
 * no empty text.  Returns 0, -EINVAL, or -ERANGE.  @ret is written only on success.
 */
must_check int text_to_u64(const char *text, size_t len, uint64_t max, uint64_t *ret);

/* The value of a hexadecimal digit of either case, or -1. */
int text_hex_digit(char c);

/* Parse exactly 2 * @len hexadecimal digits.  Returns 0 or -EINVAL. */
must_check int text_from_hex(const char *text, size_t text_len, uint8_t *ret, size_t len);

/* Write 2 * @len lower case digits and a NUL. */
void text_to_hex(const uint8_t *bytes, size_t len, char *ret);

/* Copy at most cap - 1 bytes of @from; what is not printable ASCII becomes '?'.  Always
 * NUL-terminated.  This is the only way in which foreign text reaches a console. */
void text_sanitize(char *to, size_t cap, const char *from, size_t len);

/* True for printable ASCII, at least one character, with its NUL within @cap. */
bool text_is_printable(const char *text, size_t cap);

/* True if the text begins with @prefix. */
bool text_starts_with(const char *text, const char *prefix);

/* True if the text is something and then @end. */
bool text_ends_with(const char *text, const char *end);

/* Copy a NUL-terminated text that must fit, or return -ENAMETOOLONG. */
must_check int text_copy(char *to, size_t cap, const char *from);
