/* SPDX-License-Identifier: MIT */
/* What closure.c plans, closure_wish.c starts and closure_write.c writes. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "initrd-builder/firmware.h"
#include "initrd-builder/kernel_tree.h"

struct archive;
struct closure_options;
struct reason;
struct writer;

struct closure_note {
	const char *text;
	struct closure_note *next;
};

struct closure {
	struct kernel_tree tree;
	const char *version;
	const char *firmware_root;
	const char *package; /* of the modules, or "" */
	/* Indexes into tree.modules: a queue while planning; then sorted, which is by name. */
	size_t *wanted;
	size_t wanted_len;
	struct firmware firmware;
	struct closure_note *notes, **notes_end;
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

/* Who wants a module: another one, or a wish of the caller's. */
struct want {
	struct closure *closure;
	const struct kernel_module *by;
	const char *wish;
	size_t found; /* modules, whether they were wanted before or not */
	struct reason *why;
};

/* Put a module on the queue, once. */
void closure_enqueue(struct want *w, struct kernel_module *m);

/* The same, for a struct want, unless the module is blacklisted. */
must_check int closure_want(void *context, struct kernel_module *m, struct reason *why);

/* Take firmware that the wanting module names, or by its wish one in the kernel itself. */
must_check int closure_want_firmware(const struct want *w, const char *name);

/* Put all on the queue that the caller asks for. */
must_check int closure_wish(struct closure *c, const struct closure_options *o,
			    struct reason *why);

/* Keep a line for closure_note(); NULL is out of memory. */
must_check int closure_note_add(struct closure *c, const char *text, struct reason *why);

must_check int closure_out_of_memory(struct reason *why);
