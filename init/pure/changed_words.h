/* SPDX-License-Identifier: MIT */
/* Words of a command line that a person changed in the rescue. */
#pragma once

#include <stddef.h>

#include "base/attr.h"

/*
 * Write @cmdline without the words whose names stand in @changed: what was corrected is not
 * held against it any more.  Returns 0 or -ENAMETOOLONG.
 */
must_check int changed_words_drop(const char *cmdline, const char *changed, char *ret,
				  size_t cap);

/*
 * Put the words of @typed into @words, a text in a buffer of @cap bytes, in place of those
 * of the same names.  Returns 0; -EINVAL, and nothing is changed, if a command line cannot
 * hold them (a control character, an open quote); or -ENAMETOOLONG.
 */
must_check int changed_words_put(char *words, size_t cap, const char *typed);
