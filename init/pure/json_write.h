/* SPDX-License-Identifier: MIT */
/* The half of JSON that is not punctuation: text. */
#pragma once

#include "base/writer.h"

/*
 * A string with its quotes.  UTF-8 stays as it is, all else that is no printable ASCII
 * becomes \u00XX: what json_string() reads back byte by byte, whatever the bytes were.
 */
void json_write_string(struct writer *w, const char *text);
