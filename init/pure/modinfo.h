/* SPDX-License-Identifier: MIT */
/*
 * What a kernel module says about itself: the "key=value" strings in its ELF section
 * .modinfo (include/linux/moduleinfo.h); and the names of modules, from paths, from the
 * lines of modules.builtin and modules.order, and from words.
 *
 * Nothing is copied: what is found points into the caller's bytes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

enum {
	/* MODULE_NAME_LEN of a 64-bit kernel is 56; the rest is for odd trees. */
	MODINFO_NAME_MAX = 128,
};

/* The strings, each with its NUL. */
struct modinfo {
	const char *strings;
	size_t len;
};

struct modinfo_field {
	const char *key;
	size_t key_len;
	const char *value; /* NUL-terminated */
};

/* Find the section in a module of either class and byte order.  Returns 0, -EBADMSG if
 * the bytes are no ELF file or lead out of it, or -ENOENT without such a section. */
must_check int modinfo_find(const void *elf, size_t len, struct modinfo *ret);

/* Take the next field; false at the end.  What is no "key=value" is skipped. */
bool modinfo_next(struct modinfo *m, struct modinfo_field *ret);

bool modinfo_has_key(const struct modinfo_field *f, const char *key);

/*
 * The name of the module in the file at @path, as the kernel spells it: the last
 * component without ".ko" and what follows it, '-' as '_'.  Returns 0, -EINVAL if it is
 * no module's path, or -ENAMETOOLONG.
 */
must_check int modinfo_name_of_path(const char *path, char ret[static MODINFO_NAME_MAX]);

/* The same for a line of modules.builtin, which ends at '\n' or at @len. */
must_check int modinfo_name_of_line(const char *line, size_t len,
				    char ret[static MODINFO_NAME_MAX]);

/* Spell a name given by a person or by another module as the kernel does. */
must_check int modinfo_name_of_word(const char *word, size_t len,
				    char ret[static MODINFO_NAME_MAX]);

/*
 * Spell an alias, or a pattern of aliases, as depmod and libkmod do before they compare:
 * '-' as '_', but not inside brackets.  Returns 0, -EINVAL for brackets that do not
 * match or characters that an index cannot hold, or -ENAMETOOLONG.
 */
must_check int modinfo_normalize_alias(const char *alias, size_t len, char *ret,
				       size_t cap);
