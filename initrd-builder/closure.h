/* SPDX-License-Identifier: MIT */
/*
 * The kernel archive: which modules and firmware of one kernel go along, and the index
 * files in which libkmod and busybox find them there.
 *
 * Dependencies come from each module's own .modinfo, so a package as Debian ships it
 * (without modules.dep) does.  Compressed modules are kept as they are.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

struct archive;
struct reason;
struct closure;

/* A list of words, borrowed. */
struct closure_words {
	const char *const *words;
	size_t len;
};

struct closure_options {
	const char *dir;       /* …/lib/modules/VERSION */
	const char *version;   /* NULL: the last component of @dir */
	const char *package;   /* that the modules come from, "NAME VERSION", or NULL */
	const char *firmware;  /* a tree like /lib/firmware, or NULL for none */
	bool builtin_firmware; /* also what the kernel's own drivers name */
	struct closure_words classes; /* "net", "fs=ext4+vfat" …: closure_class_names() */
	struct closure_words names;   /* of modules that must be there or built in */
	/* Of modules as /proc/modules has them; one that is not there is noted. */
	struct closure_words loaded;
	/* Of devices; one that nothing matches is no error. */
	struct closure_words modaliases;
	/* Of modules that come for their name only, or because another cannot be without
	 * them, as with modprobe: no class, alias or device brings them. */
	struct closure_words blacklist;
};

/* The names of all classes, for a usage text. */
const char *closure_class_names(void);

/* Plan the closure.  The options' texts must outlive it.  Returns 0 or -errno with the reason in @why. */
must_check int closure_plan(const struct closure_options *options, struct closure **ret,
			    struct reason *why);
/* Plan anew what other options ask for, of the same kernel and firmware. */
must_check int closure_replan(struct closure *c, const struct closure_options *options,
			      struct reason *why);
void closure_free(struct closure *c);

static inline void closure_free_at(struct closure **c)
{
	closure_free(*c);
}
#define cleanup_closure cleanup_with(closure_free_at)

/* How many modules go along, and the name of each, in bytewise order. */
size_t closure_count(const struct closure *c);
const char *closure_name(const struct closure *c, size_t index);

/* The path of each below lib/modules/VERSION, and those of firmware below lib/firmware. */
const char *closure_path(const struct closure *c, size_t index);
size_t closure_firmware_count(const struct closure *c);
const char *closure_firmware_path(const struct closure *c, size_t index);

/* What is worth a line on stderr (firmware that is not there …); NULL at the end. */
const char *closure_note(const struct closure *c, size_t index);

/* Which chain brought module @name in: "ext4 <- class fs=ext4", from it to the wish.
 * Returns 0, or -ENOENT with the reason (not in the kernel, built in, not wanted). */
must_check int closure_why(const struct closure *c, const char *name, char *ret,
			   size_t cap, struct reason *why);

/* Add lib/modules/VERSION/… and lib/firmware/… to the segment that has begun. */
must_check int closure_write(struct closure *c, struct archive *a, struct reason *why);
