/* SPDX-License-Identifier: MIT */
/* Base64 (RFC 4648, 4), strictly: one text for each value. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

/* Decode exactly @len bytes from all of text[0..text_len), '=' and all.  Returns 0, or
 * -EINVAL: another length, another alphabet, surplus bits that are not zero. */
must_check int base64_decode(const char *text, size_t text_len, uint8_t *ret, size_t len);

/* Encode @len bytes and a NUL: (@len + 2) / 3 * 4 + 1 characters at @ret. */
void base64_encode(const uint8_t *bytes, size_t len, char *ret);
