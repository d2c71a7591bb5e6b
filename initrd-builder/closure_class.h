/* SPDX-License-Identifier: MIT */
/* Classes of modules: what a stage two needs to reach its source, by a short name. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

/* One thing that a class asks for; what a kernel does not have is no error. */
enum class_item_kind {
	CLASS_FOLDER, /* all modules below it */
	CLASS_NAME,   /* a module */
	CLASS_ALIAS,  /* all modules that answer to it */
};

struct class_item {
	enum class_item_kind kind;
	const char *text;
};

typedef int class_each(void *context, const struct class_item *item);

/* Call @each for all that "net" or "fs=ext4+vfat" asks for, until it returns other than
 * 0.  Returns that, or -EINVAL if there is no such class. */
must_check int class_expand(const char *word, class_each *each, void *context);
