/* SPDX-License-Identifier: MIT */
/*
 * The modules of one kernel: what files there are below …/lib/modules/VERSION, what each
 * says about itself, which are built in, and who answers to an alias.
 *
 * A module is read when somebody asks, so that a closure of twenty compressed modules
 * does not unpack four thousand.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "initrd-builder/arena.h"
#include "initrd-builder/buffer.h"
#include "pure/modinfo.h"

struct reason;

struct kernel_module {
	const char *name; /* as the kernel spells it */
	const char *path; /* below the folder */
	size_t order;     /* in modules.order; those not in it come last */
	bool is_read;
	struct modinfo info; /* once it is read; iterate over a copy */

	/* The closure's marks: wanted at all, and by whom or by which wish. */
	bool is_blacklisted;
	bool is_wanted;
	const struct kernel_module *wanted_by;
	const char *wish;
};

/* Of a module that is being read. */
struct kernel_scratch {
	struct buffer file, unpacked;
};

struct kernel_tree {
	const char *dir;
	struct arena arena;            /* of all texts */
	struct kernel_module *modules; /* sorted by name */
	size_t len, cap;
	const char **builtin; /* names, sorted */
	size_t builtin_len;
	struct kernel_alias *aliases; /* filled when the first one is asked for */
	size_t aliases_len, aliases_cap;
	bool has_aliases;
	struct kernel_scratch scratch;
	struct buffer builtin_info; /* modules.builtin.modinfo, when it is asked for */
	bool has_builtin_info;
};

must_check int kernel_tree_open(const char *dir, struct kernel_tree *ret,
				struct reason *why);
void kernel_tree_close(struct kernel_tree *t);

/* By a name that is spelt as the kernel does; NULL if there is none. */
struct kernel_module *kernel_tree_find(const struct kernel_tree *t, const char *name);
bool kernel_tree_is_builtin(const struct kernel_tree *t, const char *name);

/* Fill @m->info. */
must_check int kernel_tree_read(struct kernel_tree *t, struct kernel_module *m,
				struct reason *why);

/* The same for many, on all processors: indexes into t->modules, or NULL for the first
 * @len.  What cannot be read is left to kernel_tree_read(). */
void kernel_tree_prefetch(struct kernel_tree *t, const size_t *modules, size_t len);

/* Its two halves: read what the file says, into the scratch; and keep that. */
must_check int kernel_tree_load(const struct kernel_tree *t,
				const struct kernel_module *m, struct kernel_scratch *s,
				struct modinfo *ret, struct reason *why);
must_check int kernel_tree_keep(struct kernel_tree *t, struct kernel_module *m,
				const struct modinfo *info);
void kernel_scratch_free(struct kernel_scratch *s);

/* Call @each for all modules one of whose aliases matches @alias (a modalias, or a word
 * like "fs-ext4"), until it returns other than 0. */
must_check int kernel_tree_match(struct kernel_tree *t, const char *alias,
				 int (*each)(void *context, struct kernel_module *m,
					     struct reason *why),
				 void *context, struct reason *why);

/* Call @each for all values that modules in the kernel itself have for @key, until it
 * returns other than 0. */
must_check int kernel_tree_builtin_fields(struct kernel_tree *t, const char *key,
					  int (*each)(void *context, const char *module,
						      const char *value),
					  void *context, struct reason *why);

/* 1 if something in the kernel itself answers to @alias, 0 or -errno. */
must_check int kernel_tree_match_builtin(struct kernel_tree *t, const char *alias,
					 struct reason *why);
