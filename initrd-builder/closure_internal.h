/* SPDX-License-Identifier: MIT */
/* What closure.c plans and closure_write.c writes. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "initrd-builder/firmware.h"
#include "initrd-builder/kernel_tree.h"

struct archive;
struct reason;
struct writer;

struct closure {
	struct kernel_tree tree;
	const char *version;
	const char *firmware_root;
	/* Indexes into tree.modules: a queue while planning; then sorted, which is by name. */
	size_t *wanted;
	size_t wanted_len;
	struct firmware firmware;
	const char **notes; /* ends with NULL */
	size_t notes_len, notes_cap;
};

static inline struct kernel_module *closure_module(const struct closure *c, size_t index)
{
	return &c->tree.modules[c->wanted[index]];
}

/* "jbd2 <- ext4 <- class fs=ext4", from the module to the wish. */
void closure_chain(const struct kernel_module *m, struct writer *w);

/* Take the next word of a list separated by @separators; false at the end. */
bool closure_next_word(const char **at, const char *separators, const char **ret_word,
		       size_t *ret_len);
