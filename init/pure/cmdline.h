/* SPDX-License-Identifier: MIT */
/*
 * Words of a kernel command line, split exactly as the kernel does it (next_arg() of
 * lib/cmdline.c; admin-guide/kernel-parameters.rst).  Borrows the text.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

struct cmdline_word {
	const char *text; /* the word as it stands, quotes and all */
	size_t len;
	const char *name; /* without quotes, up to the first '=' */
	size_t name_len;
	const char *value; /* NULL when the word has no '=' */
	size_t value_len;
};

/* Take the next word off *@text.  Returns false at the end.  Empty names are skipped. */
must_check bool cmdline_next(const char **text, struct cmdline_word *ret);

/* Compare the name of a word; '-' and '_' are equal, as they are for the kernel. */
bool cmdline_is(const struct cmdline_word *word, const char *name);

/* True for a lone "--": what follows is for init, not for the kernel. */
bool cmdline_is_end(const struct cmdline_word *word);

/* True if any word of @text, before a lone "--", has this name. */
bool cmdline_has(const char *text, const char *name);

/*
 * True for words that describe the machine rather than the system on it (console=, pci=,
 * nomodeset ...): every kernel that we start on this machine gets them.
 */
bool cmdline_is_hardware(const struct cmdline_word *word);
