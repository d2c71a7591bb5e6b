/* SPDX-License-Identifier: MIT */
/*
 * A planned closure into an archive: the modules as they are, and depmod's files for this
 * subset, made from the same .modinfo.  libkmod reads the .bin files and modules.softdep,
 * busybox's modprobe the textual ones.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/writer.h"
#include "initrd-builder/archive.h"
#include "initrd-builder/closure.h"
#include "initrd-builder/closure_internal.h"
#include "initrd-builder/file.h"
#include "initrd-builder/kmod_index.h"
#include "initrd-builder/reason.h"
#include "pure/newc.h"

enum {
	ALIAS_MAX = 1024,
	BUILTIN_MAX = 16 * 1024 * 1024,
	CHAIN_MAX = 4096,
	/* A chain of dependencies has some ten links; a loop would have no end. */
	DEPENDS_DEPTH_MAX = 64,
};

struct writing {
	struct closure *closure;
	struct archive *archive;
	struct reason *why;
	struct buffer text;      /* the textual file in hand */
	struct kmod_index index; /* and its binary twin */
};

/* Modules in the order in which each comes before what it needs. */
struct needs {
	struct closure *closure;
	size_t *modules; /* indexes into the tree's */
	size_t len;
};

static int out_of_memory(struct reason *why)
{
	return reason_errno(why, -ENOMEM, "the index of modules");
}

static int append_text(struct buffer *to, const char *text)
{
	return buffer_append(to, text, strlen(text));
}

/* modules.order decides which of several modules for one device is tried first. */
static uint32_t priority_of(const struct kernel_module *m)
{
	return m->order < UINT32_MAX ? (uint32_t)m->order : UINT32_MAX;
}

/* --- files of the archive ----------------------------------------------------------------- */

static int of_archive(const struct writing *w, int r)
{
	return r ? reason_set(w->why, r, "%s", archive_why(w->archive)) : 0;
}

/* Add a file by what it is called below lib/modules/VERSION. */
static int add_bytes(struct writing *w, const char *name, const struct buffer *bytes)
{
	char path[NEWC_PATH_MAX];

	if (snprintf(path, sizeof(path), "lib/modules/%s/%s", w->closure->version,
		     name) >= (int)sizeof(path))
		return reason_errno(w->why, -ENAMETOOLONG, "'%s'", name);
	return of_archive(w, archive_add_bytes(w->archive, path, bytes->bytes, bytes->len,
					       ARCHIVE_FILE_ATTR));
}

/* End the file in hand: NAME, if it has a textual form, and NAME.bin. */
static int add_index(struct writing *w, const char *name, bool has_text)
{
	cleanup_buffer struct buffer bin = { 0 };
	char bin_name[64];
	int r = has_text ? add_bytes(w, name, &w->text) : 0;

	(void)snprintf(bin_name, sizeof(bin_name), "%s.bin", name);
	if (r == 0 && kmod_index_write(w->index.entries, w->index.len, &bin) != 0)
		r = out_of_memory(w->why);
	if (r == 0)
		r = add_bytes(w, bin_name, &bin);
	w->text.len = 0;
	w->index.len = 0;
	return r;
}

static int add_file(struct writing *w, const char *folder, const char *name,
		    const char *source)
{
	char path[NEWC_PATH_MAX];
	int r;

	if (snprintf(path, sizeof(path), "lib/%s/%s", folder, name) >= (int)sizeof(path))
		return reason_errno(w->why, -ENAMETOOLONG, "'%s'", name);
	r = archive_add_parents(w->archive, path);
	if (r == 0)
		r = archive_add_file(w->archive, path, source, ARCHIVE_FILE_ATTR);
	return of_archive(w, r);
}

static int set_origin(const struct writing *w, const char *kind,
		      const struct kernel_module *m)
{
	char chain[CHAIN_MAX];
	struct writer to = writer_over(chain, sizeof(chain));

	closure_chain(m, &to); /* of a longer one, the beginning is enough */
	return of_archive(w, archive_set_origin(w->archive, "%s %s", kind, chain));
}

static int by_path(const void *a, const void *b)
{
	const struct kernel_module *const *x = a, *const *y = b;

	return strcmp((*x)->path, (*y)->path);
}

static int write_modules(struct writing *w)
{
	const struct closure *c = w->closure;
	const struct kernel_module **modules =
		calloc(c->wanted_len + 1, sizeof(struct kernel_module *));
	char folder[NEWC_PATH_MAX], source[NEWC_PATH_MAX];
	int r = 0;

	if (!modules)
		return out_of_memory(w->why);
	for (size_t i = 0; i < c->wanted_len; i++)
		modules[i] = closure_module(c, i);
	qsort(modules, c->wanted_len, sizeof(struct kernel_module *), by_path);
	(void)snprintf(folder, sizeof(folder), "modules/%s", c->version);
	for (size_t i = 0; i < c->wanted_len && r == 0; i++) {
		const char *path = modules[i]->path;

		(void)snprintf(source, sizeof(source), "%s/%s", c->tree.dir, path);
		r = set_origin(w, "module", modules[i]);
		if (r == 0)
			r = add_file(w, folder, path, source);
	}
	free(modules);
	return r;
}

static int write_firmware(struct writing *w)
{
	const struct firmware *f = &w->closure->firmware;
	int r = 0;

	for (size_t i = 0; i < f->len && r == 0; i++) {
		if (f->files[i].wanted_by)
			r = set_origin(w, "firmware of", f->files[i].wanted_by);
		else
			r = of_archive(w, archive_set_origin(w->archive, "firmware of %s",
							     f->files[i].wish));
		if (r == 0)
			r = add_file(w, "firmware", f->files[i].path, f->files[i].source);
	}
	return r;
}

/* --- modules.dep -------------------------------------------------------------------------- */

static bool is_listed(const struct needs *n, const struct kernel_module *m)
{
	for (size_t i = 0; i < n->len; i++)
		if (&n->closure->tree.modules[n->modules[i]] == m)
			return true;
	return false;
}

/* Add what @m needs, deepest first, and then @m. */
static int list_needs(struct needs *n, const struct kernel_module *m, int depth)
{
	struct modinfo info = m->info;
	struct modinfo_field f;
	char name[MODINFO_NAME_MAX];
	int r = 0;

	if (depth == DEPENDS_DEPTH_MAX)
		return -ELOOP;
	while (r == 0 && modinfo_next(&info, &f)) {
		const char *at = f.value, *word;
		size_t len;

		if (!modinfo_has_key(&f, "depends"))
			continue;
		while (r == 0 && closure_next_word(&at, ",", &word, &len)) {
			const struct kernel_module *needed =
				modinfo_name_of_word(word, len, name) == 0
					? kernel_tree_find(&n->closure->tree, name)
					: NULL;

			if (needed && !is_listed(n, needed))
				r = list_needs(n, needed, depth + 1);
		}
	}
	if (r == 0)
		n->modules[n->len++] = (size_t)(m - n->closure->tree.modules);
	return r;
}

/* "PATH: NEEDED…", where what must be loaded first stands last. */
static int add_dep_line(struct writing *w, struct needs *n, const struct kernel_module *m)
{
	size_t start = w->text.len;
	int r;

	n->len = 0;
	r = list_needs(n, m, 0);
	if (r != 0)
		return reason_errno(w->why, r, "the dependencies of %s", m->name);
	r = append_text(&w->text, m->path);
	if (r == 0)
		r = append_text(&w->text, ":");
	for (size_t i = n->len - 1; i > 0 && r == 0; i--) {
		r = append_text(&w->text, " ");
		if (r == 0)
			r = append_text(&w->text,
					n->closure->tree.modules[n->modules[i - 1]].path);
	}
	if (r == 0)
		r = kmod_index_add(&w->index, m->name,
				   arena_copy(&w->closure->tree.arena,
					      w->text.bytes + start, w->text.len - start),
				   priority_of(m));
	if (r == 0)
		r = append_text(&w->text, "\n");
	return r ? out_of_memory(w->why) : 0;
}

static int write_dep(struct writing *w)
{
	struct closure *c = w->closure;
	struct needs n = { .closure = c };
	int r = 0;

	n.modules = calloc(c->wanted_len + 1, sizeof(*n.modules));
	if (!n.modules)
		return out_of_memory(w->why);
	for (size_t i = 0; i < c->wanted_len && r == 0; i++)
		r = add_dep_line(w, &n, closure_module(c, i));
	free(n.modules);
	return r ? r : add_index(w, "modules.dep", true);
}

/* --- modules.alias, modules.softdep, modules.weakdep -------------------------------------- */

static int append_line(struct buffer *to, const char *a, const char *b, const char *c)
{
	const char *const parts[] = { a, " ", b, " ", c, "\n" };
	int r = 0;

	for (size_t i = 0; i < ARRAY_LEN(parts) && r == 0; i++)
		r = append_text(to, parts[i]);
	return r;
}

static int add_alias(struct writing *w, const struct kernel_module *m, const char *alias)
{
	char normal[ALIAS_MAX];

	if (modinfo_normalize_alias(alias, strlen(alias), normal, sizeof(normal)) != 0)
		return 0;
	if (append_line(&w->text, "alias", alias, m->name) != 0)
		return -ENOMEM;
	return kmod_index_add(&w->index,
			      arena_copy(&w->closure->tree.arena, normal, strlen(normal)),
			      m->name, priority_of(m));
}

/* Gather all fields @key of the modules: lines of a textual file, which for aliases have
 * the module last. */
static int gather(struct writing *w, const char *key)
{
	bool is_alias = strcmp(key, "alias") == 0;
	int r = 0;

	for (size_t i = 0; i < w->closure->wanted_len && r == 0; i++) {
		const struct kernel_module *m = closure_module(w->closure, i);
		struct modinfo info = m->info;
		struct modinfo_field f;

		while (r == 0 && modinfo_next(&info, &f)) {
			if (!modinfo_has_key(&f, key) || (is_alias && m->is_blacklisted))
				continue;
			r = is_alias ? add_alias(w, m, f.value)
				     : append_line(&w->text, key, m->name, f.value);
		}
	}
	return r ? out_of_memory(w->why) : 0;
}

static int write_soft_or_weak(struct writing *w, const char *key, const char *name)
{
	int r = gather(w, key);

	if (r == 0)
		r = add_bytes(w, name, &w->text);
	w->text.len = 0;
	return r;
}

/* What is built in is so in every subset: the kernel's own list goes along. */
static int write_builtin(struct writing *w)
{
	const struct kernel_tree *tree = &w->closure->tree;
	char path[NEWC_PATH_MAX];
	int r = 0;

	(void)snprintf(path, sizeof(path), "%s/modules.builtin", tree->dir);
	if (access(path, F_OK) == 0)
		r = file_read_all(path, BUILTIN_MAX, &w->text, w->why);
	for (size_t i = 0; i < tree->builtin_len && r == 0; i++)
		if (kmod_index_add(&w->index, tree->builtin[i], "", 0) != 0)
			r = out_of_memory(w->why);
	return r ? r : add_index(w, "modules.builtin", true);
}

static int add_builtin_alias(void *context, const char *module, const char *alias)
{
	struct writing *w = context;
	struct arena *arena = &w->closure->tree.arena;
	char normal[ALIAS_MAX];

	if (modinfo_normalize_alias(alias, strlen(alias), normal, sizeof(normal)) != 0)
		return 0;
	return kmod_index_add(&w->index, arena_copy(arena, normal, strlen(normal)),
			      arena_copy(arena, module, strlen(module)), 0) != 0
		       ? out_of_memory(w->why)
		       : 0;
}

/* By it, "modprobe fs-ext4" is content with what the kernel has. */
static int write_builtin_aliases(struct writing *w)
{
	int r = kernel_tree_builtin_fields(&w->closure->tree, "alias", add_builtin_alias,
					   w, w->why);

	return r ? r : add_index(w, "modules.builtin.alias", false);
}

int closure_write(struct closure *c, struct archive *a, struct reason *why)
{
	struct writing w = { .closure = c, .archive = a, .why = why };
	char any[NEWC_PATH_MAX];
	int r;

	(void)snprintf(any, sizeof(any), "lib/modules/%s/any", c->version);
	r = of_archive(&w, archive_set_origin(a, "folder of the modules"));
	if (r == 0)
		r = of_archive(&w, archive_add_parents(a, any));
	if (r == 0)
		r = of_archive(&w, archive_set_packages(a, c->package));
	if (r == 0)
		r = write_modules(&w);
	if (r == 0)
		r = of_archive(&w, archive_set_packages(a, ""));
	if (r == 0)
		r = of_archive(&w, archive_set_origin(a, "index of the modules"));
	if (r == 0)
		r = write_dep(&w);
	if (r == 0)
		r = gather(&w, "alias");
	if (r == 0)
		r = add_index(&w, "modules.alias", true);
	if (r == 0)
		r = write_soft_or_weak(&w, "softdep", "modules.softdep");
	if (r == 0)
		r = write_soft_or_weak(&w, "weakdep", "modules.weakdep");
	if (r == 0)
		r = write_builtin(&w);
	if (r == 0)
		r = write_builtin_aliases(&w);
	/* Nobody asks for a symbol, but libkmod opens all of its indexes or none. */
	if (r == 0)
		r = add_index(&w, "modules.symbols", false);
	if (r == 0)
		r = write_firmware(&w);
	buffer_free(&w.text);
	kmod_index_free(&w.index);
	return r;
}
