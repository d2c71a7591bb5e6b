/* SPDX-License-Identifier: MIT */
/*
 * The binary index files that libkmod looks names and aliases up in: modules.dep.bin,
 * modules.alias.bin and so on.  libkmod has no other way: their textual twins are for
 * busybox and for people.  The format is a trie with compressed paths, described at the
 * head of depmod's index code; version 2.1.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct buffer;

/* All borrowed.  Keys and values are 7-bit text. */
struct kmod_index_entry {
	const char *key;
	const char *value;
	uint32_t priority; /* the lowest of a key's values is tried first */
};

/* An index under construction. */
struct kmod_index {
	struct kmod_index_entry *entries;
	size_t len, cap;
};

/* Returns 0 or -ENOMEM, for texts that are NULL as well. */
must_check int kmod_index_add(struct kmod_index *x, const char *key, const char *value,
			      uint32_t priority);

/* Sort @entries, drop those that say the same, and append the file's bytes to @to.
 * Returns 0, -ENOMEM, or -EINVAL for what the format cannot hold. */
must_check int kmod_index_write(struct kmod_index_entry *entries, size_t len,
				struct buffer *to);

void kmod_index_free(struct kmod_index *x);
