/* SPDX-License-Identifier: MIT */
/* What the modules in the kernel itself say: the half of kernel_tree.h that reads
 * modules.builtin.modinfo. */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "initrd-builder/file.h"
#include "initrd-builder/kernel_tree.h"
#include "initrd-builder/reason.h"

enum {
	ALIAS_MAX = 1024,
	TREE_PATH_MAX = 4096,
	BUILTIN_INFO_MAX = 64 * 1024 * 1024, /* some 200 KB */
};

/* Kernels before 5.2 have no such file, and nothing to say then. */
static int read_info(struct kernel_tree *t, struct reason *why)
{
	char path[TREE_PATH_MAX];
	int r = 0;

	if (t->has_builtin_info)
		return 0;
	if (snprintf(path, sizeof(path), "%s/modules.builtin.modinfo", t->dir) >=
	    (int)sizeof(path))
		return reason_errno(why, -ENAMETOOLONG, "'%s'", t->dir);
	if (access(path, F_OK) == 0)
		r = file_read_all(path, BUILTIN_INFO_MAX, &t->builtin_info, why);
	t->has_builtin_info = r == 0;
	return r;
}

/* "MODULE.KEY=VALUE", of which the library below us sees "KEY=VALUE". */
static bool split_key(struct modinfo_field *f, const char **ret_module, size_t *ret_len)
{
	const char *dot = memchr(f->key, '.', f->key_len);

	if (!dot)
		return false;
	*ret_module = f->key;
	*ret_len = (size_t)(dot - f->key);
	f->key_len -= *ret_len + 1;
	f->key = dot + 1;
	return true;
}

int kernel_tree_builtin_fields(struct kernel_tree *t, const char *key,
			       int (*each)(void *context, const char *module,
					   const char *value),
			       void *context, struct reason *why)
{
	int r = read_info(t, why);
	struct modinfo info = { (const char *)t->builtin_info.bytes,
				t->builtin_info.len };
	char name[MODINFO_NAME_MAX];
	struct modinfo_field f;
	const char *module;
	size_t len;

	while (r == 0 && modinfo_next(&info, &f))
		if (split_key(&f, &module, &len) && modinfo_has_key(&f, key) &&
		    modinfo_name_of_word(module, len, name) == 0)
			r = each(context, name, f.value);
	return r;
}

static int answers(void *context, const char *module, const char *pattern)
{
	char normal[ALIAS_MAX];

	(void)module;
	return modinfo_normalize_alias(pattern, strlen(pattern), normal,
				       sizeof(normal)) == 0 &&
	       fnmatch(normal, context, 0) == 0;
}

int kernel_tree_match_builtin(struct kernel_tree *t, const char *alias,
			      struct reason *why)
{
	char normal[ALIAS_MAX];

	if (modinfo_normalize_alias(alias, strlen(alias), normal, sizeof(normal)) != 0)
		return 0;
	return kernel_tree_builtin_fields(t, "alias", answers, normal, why);
}
