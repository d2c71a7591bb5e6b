/* SPDX-License-Identifier: MIT */
/* What somebody whom the image's publisher does not know may put on its command line. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * What decides what the target runs as its first program, and from where, may not be among
 * the words, and no quote, behind which it could hide.  False, with the word in @ret_word,
 * if it is.
 */
bool added_words_allowed(const char *words, char *ret_word, size_t cap);
