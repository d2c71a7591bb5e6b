/* SPDX-License-Identifier: MIT */
/* What somebody whom the image's publisher does not know may put on its command line. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "pure/cmdline.h"

/*
 * What decides what the target runs as its first program, and from where, may not be among
 * the words, nor what opens a shell or sets a password, and no quote, behind which any of it
 * could hide.  False, with the word in @ret_word, if it is.
 */
bool added_words_allowed(const char *words, char *ret_word, size_t cap);

/*
 * A word of the running kernel that its successor is to get, too: whether nobody could read
 * another one out of it.  The kernel's quotes join what a shell splits at each blank, and
 * systemd has single quotes and backslashes, too.  No quote may be open: behind it every
 * other word would be a part of this one.
 */
bool added_word_is_one(const struct cmdline_word *word);
