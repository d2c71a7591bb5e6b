/* SPDX-License-Identifier: MIT */
/*
 * All paths of an initrd and what they are: the judge of what may be added, by the rules
 * of the kernel's unpacker (init/initramfs.c), where every breach would be silent.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "initrd-builder/arena.h"

struct reason;

enum path_kind {
	PATH_DIR,
	PATH_SYMLINK,
	PATH_FILE,
	PATH_LINKED_FILE, /* one of several hard links */
	PATH_NODE,
};

struct path {
	const char *name;
	enum path_kind kind;
	unsigned int segment; /* that had it last */
	const char *target;   /* of a symlink that paths_point() was told of */
};

struct paths {
	struct path *slots; /* a hash table, open addressing */
	size_t slots_len;   /* a power of two, or 0 */
	size_t count;
	struct arena arena; /* of the names */
};

void paths_free(struct paths *p);

/* What is known of @name, or NULL. */
const struct path *paths_find(const struct paths *p, const char *name);

/* Learn what an archive of somebody else's has, for those that follow to be judged by:
 * what the kernel would drop is not learnt, and no rule of ours is applied. */
must_check int paths_learn(struct paths *p, const char *name, enum path_kind kind);

/* Add @name, if the kernel would make of it what was meant: -EINVAL for a bad name,
 * -ENOENT without its parent, -ENOTDIR under what is no folder, -EEXIST if it is there. */
must_check int paths_add(struct paths *p, const char *name, enum path_kind kind,
			 unsigned int segment, struct reason *why);

/* Say where the symlink @name leads.  Returns 0, -ELOOP if it is an absolute one that by
 * others of its kind leads back to itself, or -ENOMEM. */
must_check int paths_point(struct paths *p, const char *name, const char *target,
			   struct reason *why);
