/* SPDX-License-Identifier: MIT */
/* Who answers to an alias: the half of kernel_tree.h that searches. */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "initrd-builder/file.h"
#include "initrd-builder/kernel_tree.h"
#include "initrd-builder/reason.h"

enum {
	ALIAS_MAX =
		1024, /* modaliases of ACPI and input devices have hundreds of bytes */
	TREE_PATH_MAX = 4096,
	ALIAS_FILE_MAX = 64 * 1024 * 1024,
};

struct kernel_alias {
	const char *pattern;
	size_t plain_len; /* before the first wildcard: most patterns differ there */
	struct kernel_module *module;
};

static int add_alias(struct kernel_tree *t, const char *pattern, size_t len,
		     struct kernel_module *m)
{
	char normal[ALIAS_MAX];
	struct kernel_alias *a;

	/* depmod leaves out what is malformed, and so do we. */
	if (modinfo_normalize_alias(pattern, len, normal, sizeof(normal)) != 0)
		return 0;
	if (t->aliases_len == t->aliases_cap) {
		size_t cap = t->aliases_cap ? t->aliases_cap * 2 : 4096;
		struct kernel_alias *aliases =
			realloc(t->aliases, cap * sizeof(*aliases));

		if (!aliases)
			return -ENOMEM;
		t->aliases = aliases;
		t->aliases_cap = cap;
	}
	a = &t->aliases[t->aliases_len];
	*a = (struct kernel_alias){
		.pattern = arena_copy(&t->arena, normal, strlen(normal)),
		.plain_len = strcspn(normal, "*?["),
		.module = m,
	};
	if (!a->pattern)
		return -ENOMEM;
	t->aliases_len++;
	return 0;
}

/* "alias PATTERN MODULE" */
static int take_line(struct kernel_tree *t, char *line)
{
	char *save = NULL, name[MODINFO_NAME_MAX];
	const char *word = strtok_r(line, " \t", &save);
	const char *pattern = strtok_r(NULL, " \t", &save);
	const char *module = strtok_r(NULL, " \t", &save);
	struct kernel_module *m;

	if (!word || strcmp(word, "alias") != 0 || !pattern || !module ||
	    modinfo_name_of_word(module, strlen(module), name) != 0)
		return 0;
	m = kernel_tree_find(t, name);
	return m ? add_alias(t, pattern, strlen(pattern), m) : 0;
}

static int read_alias_file(struct kernel_tree *t, const char *path, struct reason *why)
{
	cleanup_buffer struct buffer text = { 0 };
	char *save = NULL;
	int r = file_read_all(path, ALIAS_FILE_MAX, &text, why);

	if (r != 0)
		return r;
	if (buffer_append(&text, "", 1) != 0)
		return reason_errno(why, -ENOMEM, "'%s'", path);
	for (char *line = strtok_r((char *)text.bytes, "\n", &save); line && r == 0;
	     line = strtok_r(NULL, "\n", &save))
		r = take_line(t, line);
	return r ? reason_errno(why, r, "'%s'", path) : 0;
}

static int read_module_aliases(struct kernel_tree *t, struct kernel_module *m,
			       struct reason *why)
{
	struct modinfo_field f;
	int r = kernel_tree_read(t, m, why);
	struct modinfo info = m->info;

	while (r == 0 && modinfo_next(&info, &f))
		if (modinfo_has_key(&f, "alias") &&
		    add_alias(t, f.value, strlen(f.value), m) != 0)
			r = reason_errno(why, -ENOMEM, "the aliases");
	return r;
}

static int read_all_modules(struct kernel_tree *t, struct reason *why)
{
	int r = 0;

	kernel_tree_prefetch(t, NULL, t->len);
	for (size_t i = 0; i < t->len && r == 0; i++)
		r = read_module_aliases(t, &t->modules[i], why);
	return r;
}

/*
 * From depmod's list where there is one: on a running machine with compressed modules
 * that is a file instead of seconds of unpacking.  It was made from the same .modinfo.
 */
static int read_aliases(struct kernel_tree *t, struct reason *why)
{
	char path[TREE_PATH_MAX];
	int r = 0;

	if (t->has_aliases)
		return 0;
	if (snprintf(path, sizeof(path), "%s/modules.alias", t->dir) >= (int)sizeof(path))
		return reason_errno(why, -ENAMETOOLONG, "'%s'", t->dir);
	if (access(path, F_OK) == 0)
		r = read_alias_file(t, path, why);
	else
		r = read_all_modules(t, why);
	t->has_aliases = r == 0;
	return r;
}

int kernel_tree_match(struct kernel_tree *t, const char *alias,
		      int (*each)(void *context, struct kernel_module *m,
				  struct reason *why),
		      void *context, struct reason *why)
{
	char normal[ALIAS_MAX];
	int r;

	/* A device may say what no pattern can match. */
	if (modinfo_normalize_alias(alias, strlen(alias), normal, sizeof(normal)) != 0)
		return 0;
	r = read_aliases(t, why);
	for (size_t i = 0; i < t->aliases_len && r == 0; i++) {
		const struct kernel_alias *a = &t->aliases[i];

		if (strncmp(a->pattern, normal, a->plain_len) == 0 &&
		    fnmatch(a->pattern, normal, 0) == 0)
			r = each(context, a->module, why);
	}
	return r;
}
