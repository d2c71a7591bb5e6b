/* SPDX-License-Identifier: MIT */
/* Text that leaves the machine: without what opens something. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/writer.h"

/* Across lines: a private key goes on until its end. */
struct redact {
	bool in_key;
};

/*
 * Append one line of @len bytes, without its line end, to @to: user names, passwords and
 * queries of URLs, the values of names that speak of passwords, keys and tokens, hashes of
 * passwords and private keys become "***".  What is not printable becomes '?'.
 */
void redact_line(struct redact *r, const char *line, size_t len, struct writer *to);
