/* SPDX-License-Identifier: MIT */
#include "initrd-builder/kernel_tree.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "initrd-builder/file.h"
#include "initrd-builder/folder.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/unpack.h"

enum {
	DEPTH_MAX = 32, /* kernel/drivers/net/ethernet/… is 7 deep */
	TREE_PATH_MAX = 4096,
	LIST_FILE_MAX = 64 * 1024 * 1024, /* modules.order and its like */
};

/* The largest module with its debug information is below. */
#define MODULE_MAX ((uint64_t)1 << 30)

static int out_of_memory(struct reason *why)
{
	return reason_errno(why, -ENOMEM, "the modules");
}

static int by_name(const void *a, const void *b)
{
	const struct kernel_module *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* depmod's own order: what an administrator put in updates/ hides the kernel's. */
static int by_name_and_precedence(const void *a, const void *b)
{
	const struct kernel_module *x = a, *y = b;
	bool x_updates = strncmp(x->path, "updates/", strlen("updates/")) == 0;
	bool y_updates = strncmp(y->path, "updates/", strlen("updates/")) == 0;
	int order = by_name(a, b);

	if (order == 0 && x_updates != y_updates)
		order = x_updates ? -1 : 1;
	return order ? order : strcmp(x->path, y->path);
}

static int add_module(struct kernel_tree *t, const char *name, const char *path)
{
	struct kernel_module *m;

	if (t->len == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 1024;
		struct kernel_module *modules =
			realloc(t->modules, cap * sizeof(*modules));

		if (!modules)
			return -ENOMEM;
		t->modules = modules;
		t->cap = cap;
	}
	m = &t->modules[t->len];
	*m = (struct kernel_module){
		.name = arena_copy(&t->arena, name, strlen(name)),
		.path = arena_copy(&t->arena, path, strlen(path)),
		.order = SIZE_MAX,
	};
	if (!m->name || !m->path)
		return -ENOMEM;
	t->len++;
	return 0;
}

static int scan(struct kernel_tree *t, const char *folder, int depth, struct reason *why);

static int scan_entry(struct kernel_tree *t, const char *folder, const char *entry,
		      int depth, struct reason *why)
{
	char path[TREE_PATH_MAX], full[TREE_PATH_MAX], name[MODINFO_NAME_MAX];
	struct stat st;

	if (snprintf(path, sizeof(path), "%s%s%s", folder, folder[0] ? "/" : "", entry) >=
		    (int)sizeof(path) ||
	    snprintf(full, sizeof(full), "%s/%s", t->dir, path) >= (int)sizeof(full))
		return reason_errno(why, -ENAMETOOLONG, "'%s/%s'", t->dir, folder);
	if (lstat(full, &st) != 0)
		return reason_errno(why, -errno, "'%s'", full);
	/* No symlinked folders: `build` and `source` lead to the kernel's sources. */
	if (S_ISDIR(st.st_mode))
		return scan(t, path, depth + 1, why);
	if ((S_ISREG(st.st_mode) || S_ISLNK(st.st_mode)) &&
	    modinfo_name_of_path(entry, name) == 0 && add_module(t, name, path) != 0)
		return out_of_memory(why);
	return 0;
}

static int scan(struct kernel_tree *t, const char *folder, int depth, struct reason *why)
{
	cleanup_folder struct folder f = { 0 };
	char full[TREE_PATH_MAX];
	int r;

	if (depth == DEPTH_MAX)
		return reason_errno(why, -ELOOP, "'%s/%s'", t->dir, folder);
	if (snprintf(full, sizeof(full), "%s/%s", t->dir, folder) >= (int)sizeof(full))
		return reason_errno(why, -ENAMETOOLONG, "'%s'", t->dir);
	r = folder_read(full, &f, why);
	for (size_t i = 0; i < f.len && r == 0; i++)
		r = scan_entry(t, folder, f.names[i], depth, why);
	return r;
}

static void drop_hidden(struct kernel_tree *t)
{
	size_t kept = 0;

	if (t->len > 1)
		qsort(t->modules, t->len, sizeof(*t->modules), by_name_and_precedence);
	for (size_t i = 0; i < t->len; i++)
		if (kept == 0 || by_name(&t->modules[kept - 1], &t->modules[i]) != 0)
			t->modules[kept++] = t->modules[i];
	t->len = kept;
}

/* Read a text file of the folder; one that is not there is empty. */
static int read_list(const struct kernel_tree *t, const char *file, struct buffer *to,
		     struct reason *why)
{
	char path[TREE_PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s", t->dir, file) >= (int)sizeof(path))
		return reason_errno(why, -ENAMETOOLONG, "'%s'", t->dir);
	if (access(path, F_OK) != 0)
		return 0;
	return file_read_all(path, LIST_FILE_MAX, to, why);
}

/* The length of the line at the beginning of @text, without its newline. */
static size_t line_len(const char *text, const char *end)
{
	const char *newline = memchr(text, '\n', (size_t)(end - text));

	return (size_t)((newline ? newline : end) - text);
}

static int read_order(struct kernel_tree *t, struct reason *why)
{
	cleanup_buffer struct buffer list = { 0 };
	int r = read_list(t, "modules.order", &list, why);
	const char *at = (const char *)list.bytes, *end = at + list.len;
	char name[MODINFO_NAME_MAX];

	for (size_t order = 0; r == 0 && at < end; order++) {
		size_t len = line_len(at, end);
		struct kernel_module *m = modinfo_name_of_line(at, len, name) == 0
						  ? kernel_tree_find(t, name)
						  : NULL;

		if (m && m->order == SIZE_MAX)
			m->order = order;
		at += len + (len < (size_t)(end - at));
	}
	return r;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int read_builtin(struct kernel_tree *t, struct reason *why)
{
	cleanup_buffer struct buffer list = { 0 };
	int r = read_list(t, "modules.builtin", &list, why);
	const char *at = (const char *)list.bytes, *end = at + list.len;
	char name[MODINFO_NAME_MAX];
	size_t lines = 1;

	for (size_t i = 0; i < list.len; i++)
		lines += list.bytes[i] == '\n';
	t->builtin = r == 0 ? calloc(lines, sizeof(*t->builtin)) : NULL;
	if (!t->builtin)
		return r ? r : out_of_memory(why);
	while (at < end) {
		size_t len = line_len(at, end);

		if (modinfo_name_of_line(at, len, name) == 0) {
			const char *copy = arena_copy(&t->arena, name, strlen(name));

			if (!copy)
				return out_of_memory(why);
			t->builtin[t->builtin_len++] = copy;
		}
		at += len + (len < (size_t)(end - at));
	}
	qsort(t->builtin, t->builtin_len, sizeof(*t->builtin), by_text);
	return 0;
}

int kernel_tree_open(const char *dir, struct kernel_tree *ret, struct reason *why)
{
	int r;

	*ret = (struct kernel_tree){ .dir = dir };
	r = scan(ret, "", 0, why);
	if (r == 0)
		drop_hidden(ret);
	if (r == 0)
		r = read_order(ret, why);
	if (r == 0)
		r = read_builtin(ret, why);
	if (r == 0 && ret->len == 0 && ret->builtin_len == 0)
		r = reason_set(why, -ENOENT, "'%s' holds no kernel modules", dir);
	if (r != 0)
		kernel_tree_close(ret);
	return r;
}

void kernel_tree_close(struct kernel_tree *t)
{
	arena_free(&t->arena);
	free(t->modules);
	free(t->builtin);
	free(t->aliases);
	kernel_scratch_free(&t->scratch);
	buffer_free(&t->builtin_info);
	*t = (struct kernel_tree){ 0 };
}

struct kernel_module *kernel_tree_find(const struct kernel_tree *t, const char *name)
{
	const struct kernel_module key = { .name = name };

	return t->len ? bsearch(&key, t->modules, t->len, sizeof(key), by_name) : NULL;
}

bool kernel_tree_is_builtin(const struct kernel_tree *t, const char *name)
{
	return t->builtin_len &&
	       bsearch(&name, t->builtin, t->builtin_len, sizeof(*t->builtin), by_text);
}

static int find_info(struct kernel_scratch *s, struct modinfo *ret, struct reason *why)
{
	enum codec codec = unpack_codec(s->file.bytes, s->file.len);
	const struct buffer *elf = &s->file;
	size_t used;
	int r = 0;

	if (codec != CODEC_NONE) {
		s->unpacked.len = 0;
		r = unpack_bytes(s->file.bytes, s->file.len, MODULE_MAX, &s->unpacked,
				 &used, why);
		elf = &s->unpacked;
	}
	if (r == 0 && modinfo_find(elf->bytes, elf->len, ret) != 0)
		r = reason_set(why, -EBADMSG, "is not a kernel module");
	return r;
}

int kernel_tree_load(const struct kernel_tree *t, const struct kernel_module *m,
		     struct kernel_scratch *s, struct modinfo *ret, struct reason *why)
{
	char path[TREE_PATH_MAX];
	int r;

	if (snprintf(path, sizeof(path), "%s/%s", t->dir, m->path) >= (int)sizeof(path))
		return reason_errno(why, -ENAMETOOLONG, "'%s'", m->path);
	s->file.len = 0;
	r = file_read_all(path, MODULE_MAX, &s->file, why);
	if (r != 0)
		return r;
	r = find_info(s, ret, why);
	return r ? reason_prefix(why, r, "'%s'", path) : 0;
}

int kernel_tree_keep(struct kernel_tree *t, struct kernel_module *m,
		     const struct modinfo *info)
{
	m->info.strings = arena_copy(&t->arena, info->strings, info->len);
	if (!m->info.strings)
		return -ENOMEM;
	m->info.len = info->len;
	m->is_read = true;
	return 0;
}

int kernel_tree_read(struct kernel_tree *t, struct kernel_module *m, struct reason *why)
{
	struct modinfo info = { 0 };
	int r;

	if (m->is_read)
		return 0;
	r = kernel_tree_load(t, m, &t->scratch, &info, why);
	if (r == 0 && kernel_tree_keep(t, m, &info) != 0)
		r = out_of_memory(why);
	return r;
}

void kernel_scratch_free(struct kernel_scratch *s)
{
	buffer_free(&s->file);
	buffer_free(&s->unpacked);
}
