/* SPDX-License-Identifier: MIT */
/*
 * The kernel archive: which modules and firmware of one kernel go along, and the index
 * files in which libkmod and busybox find them there.
 *
 * Dependencies come from each module's own .modinfo, so a package as Debian ships it
 * (without modules.dep) does.  Compressed modules are kept as they are.
 */
#pragma once

#include <stddef.h>

#include "base/attr.h"

struct archive;
struct failure;
struct modules;

/* A list of words, borrowed. */
struct modules_words {
	const char *const *words;
	size_t len;
};

struct modules_options {
	const char *dir;              /* …/lib/modules/VERSION */
	const char *version;          /* NULL: the last component of @dir */
	const char *firmware;         /* a tree like /lib/firmware, or NULL for none */
	struct modules_words classes; /* "net", "fs=ext4+vfat" …: modules_class_names() */
	struct modules_words names;   /* of modules that must be there or built in */
	struct modules_words
		loaded; /* of modules that a note is made of if they are not */
	struct modules_words
		modaliases; /* of devices; one that nothing matches is no error */
};

/* The names of all classes, for a usage text. */
const char *modules_class_names(void);

/* Plan the closure.  Returns 0 or -errno with the reason in @why. */
must_check int modules_plan(const struct modules_options *options, struct modules **ret,
			    struct failure *why);
void modules_free(struct modules *m);

static inline void modules_free_at(struct modules **m)
{
	modules_free(*m);
}
#define cleanup_modules cleanup_with(modules_free_at)

/* How many modules go along, and the name of each, in bytewise order. */
size_t modules_count(const struct modules *m);
const char *modules_name(const struct modules *m, size_t index);

/* What is worth a line on stderr (firmware that is not there …); NULL at the end. */
const char *modules_note(const struct modules *m, size_t index);

/* Which chain brought module @name in: "ext4 <- class fs=ext4", from it to the wish.
 * Returns 0, or -ENOENT with the reason (not in the kernel, built in, not wanted). */
must_check int modules_why(const struct modules *m, const char *name, char *ret,
			   size_t cap, struct failure *why);

/* Add lib/modules/VERSION/… and lib/firmware/… to the segment that has begun. */
must_check int modules_write(struct modules *m, struct archive *a, struct failure *why);
