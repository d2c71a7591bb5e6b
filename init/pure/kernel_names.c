/* SPDX-License-Identifier: MIT */
/*
 * The memory of a kernel_model.
 *
 * The names of a folder are an AA tree (Andersson, 1993): whoever makes an archive may
 * choose its names, so neither a hash nor an unbalanced tree would do.  Names are never
 * taken out of it; removed ones keep their place.
 */
#include <string.h>

#include "pure/kernel_model.h"

enum {
	DEPTH_MAX = 64, /* twice the logarithm of all numbers of names */
	/* Besides what the entries make: none, the root, and what the kernel brings. */
	BUILTIN_MAX = 8,
};

static int order(const struct kernel_name *a, const char *text, size_t len)
{
	size_t least = a->len < len ? a->len : len;
	int r = memcmp(a->text, text, least);

	return r ? r : (a->len > len) - (a->len < len);
}

uint32_t kernel_names_find(const struct kernel_model *m, uint32_t tree, const char *text,
			   size_t len)
{
	while (tree) {
		int r = order(&m->names[tree], text, len);

		if (r == 0)
			return tree;
		tree = r > 0 ? m->names[tree].left : m->names[tree].right;
	}
	return 0;
}

/* No left child is on its parent's level. */
static uint32_t skew(struct kernel_name *names, uint32_t top)
{
	uint32_t left = names[top].left;

	if (!left || names[left].level != names[top].level)
		return top;
	names[top].left = names[left].right;
	names[left].right = top;
	return left;
}

/* No right grandchild is on its grandparent's level. */
static uint32_t split(struct kernel_name *names, uint32_t top)
{
	uint32_t right = names[top].right;

	if (!right || !names[right].right ||
	    names[names[right].right].level != names[top].level)
		return top;
	names[top].right = names[right].left;
	names[right].left = top;
	names[right].level++;
	return right;
}

uint32_t kernel_names_add(struct kernel_model *m, uint32_t *tree, const char *text,
			  size_t len)
{
	uint32_t path[DEPTH_MAX], depth = 0, at = *tree, added;
	struct kernel_name *names = m->names;

	if (m->names_len >= m->names_max) {
		m->is_full = true;
		return 0;
	}
	added = m->names_len++;
	names[added] =
		(struct kernel_name){ .text = text, .len = (uint32_t)len, .level = 1 };
	while (at && depth < DEPTH_MAX) {
		path[depth++] = at;
		at = order(&names[at], text, len) > 0 ? names[at].left : names[at].right;
	}
	at = added;
	while (depth > 0) {
		uint32_t top = path[--depth];

		if (order(&names[top], text, len) > 0)
			names[top].left = at;
		else
			names[top].right = at;
		at = split(names, skew(names, top));
	}
	*tree = at;
	return added;
}

/* Thread the names of one folder, in order. */
static void sort_folder(struct kernel_model *m, struct kernel_file *folder)
{
	uint32_t path[DEPTH_MAX], depth = 0, at = folder->names;
	uint32_t *last = &folder->first;

	while (at || depth > 0) {
		while (at && depth < DEPTH_MAX) {
			path[depth++] = at;
			at = m->names[at].left;
		}
		at = path[--depth];
		if (m->names[at].file) {
			*last = at;
			last = &m->names[at].next;
		}
		at = m->names[at].right;
	}
	*last = 0;
}

void kernel_model_sort(struct kernel_model *m)
{
	for (uint32_t i = KERNEL_ROOT; i < m->files_len; i++)
		sort_folder(m, &m->files[i]);
}

uint32_t kernel_model_next(const struct kernel_model *m, uint32_t name)
{
	uint32_t file = name ? m->names[name].file : KERNEL_ROOT;

	if (m->files[file].first)
		return m->files[file].first;
	while (name && !m->names[name].next)
		name = m->files[m->names[name].folder].name;
	return name ? m->names[name].next : 0;
}

size_t kernel_model_memory_len(uint32_t entries_max)
{
	size_t entries = entries_max;

	return (entries + BUILTIN_MAX) *
	       (2 * sizeof(struct kernel_name) + sizeof(struct kernel_file) +
		sizeof(struct kernel_link));
}

static void bring(struct kernel_model *m, const char *path, uint32_t mode, uint32_t major,
		  uint32_t minor)
{
	const struct kernel_entry entry = {
		.item = { .header = { .mode = mode,
				      .nlink = 1,
				      .rdev_major = major,
				      .rdev_minor = minor },
			  .path = path },
	};
	struct kernel_place p;

	(void)kernel_model_apply(m, &entry, 0);
	if (kernel_lookup(m, path, KERNEL_KEEP_SYMLINK, &p) != 0)
		return;
	m->files[p.file].is_builtin = true;
	m->files[p.file].has_mtime = false;
}

void kernel_model_begin(struct kernel_model *m, void *memory, uint32_t entries_max)
{
	uint32_t max = entries_max + BUILTIN_MAX;

	*m = (struct kernel_model){
		.links = memory,
		/* number 0 is none, in each */
		.names_len = 1,
		.files_len = KERNEL_ROOT + 1,
		.links_len = 1,
		.names_max = 2 * max,
		.files_max = max,
		.links_max = max,
	};
	m->files = (struct kernel_file *)(m->links + max);
	m->names = (struct kernel_name *)(m->files + max);
	m->files[KERNEL_ROOT] =
		(struct kernel_file){ .mode = KERNEL_FOLDER | 0755, .nlink = 1 };
	bring(m, "dev", KERNEL_FOLDER | 0755, 0, 0);
	bring(m, "dev/console", KERNEL_CHAR | 0600, 5, 1);
	bring(m, "root", KERNEL_FOLDER | 0700, 0, 0);
}
