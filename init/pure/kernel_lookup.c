/* SPDX-License-Identifier: MIT */
/* Paths as the kernel resolves them, in the tree of a kernel_model. */
#include <errno.h>
#include <string.h>

#include "pure/kernel_model.h"

enum {
	SYMLINKS_MAX = 40,
};

/* What is left of a path and of the symlinks met on it, the innermost last. */
struct way {
	struct {
		const char *at;
		size_t left;
	} parts[SYMLINKS_MAX + 1];
	uint32_t depth;
	uint32_t symlinks;
	bool has_slash;    /* behind the component that was taken last */
	bool wants_folder; /* the path itself ends in a slash */
};

static void skip_slashes(struct way *w)
{
	while (w->parts[w->depth].left > 0 && *w->parts[w->depth].at == '/') {
		w->parts[w->depth].at++;
		w->parts[w->depth].left--;
		w->has_slash = true;
	}
}

/* Take the next component: its length, or 0 at the end. */
static size_t take_component(struct way *w, const char **ret)
{
	const char *slash;
	size_t len;

	skip_slashes(w);
	while (w->parts[w->depth].left == 0 && w->depth > 0) {
		w->depth--;
		skip_slashes(w);
	}
	*ret = w->parts[w->depth].at;
	len = w->parts[w->depth].left;
	if (len == 0)
		return 0;
	slash = memchr(*ret, '/', len);
	if (slash)
		len = (size_t)(slash - *ret);
	w->parts[w->depth].at += len;
	w->parts[w->depth].left -= len;
	w->has_slash = false;
	skip_slashes(w);
	return len;
}

/* Slashes behind a component are taken with it. */
static bool is_at_end(const struct way *w)
{
	for (uint32_t i = 0; i <= w->depth; i++)
		if (w->parts[i].left > 0)
			return false;
	return true;
}

static uint32_t parent_of(const struct kernel_model *m, uint32_t folder)
{
	uint32_t name = m->files[folder].name;

	return name ? m->names[name].folder : KERNEL_ROOT;
}

/* Go on at the target of a symlink in @folder; returns where, or 0. */
static uint32_t follow(struct way *w, const struct kernel_file *symlink, uint32_t folder)
{
	if (w->symlinks++ == SYMLINKS_MAX)
		return 0;
	if (w->parts[w->depth].left > 0)
		w->depth++;
	w->parts[w->depth].at = (const char *)symlink->data;
	w->parts[w->depth].left = symlink->data_len;
	return symlink->data_len > 0 && symlink->data[0] == '/' ? KERNEL_ROOT : folder;
}

static uint32_t make_folder(struct kernel_model *m, const struct kernel_place *at)
{
	uint32_t name = at->name;

	if (!name)
		name = kernel_names_add(m, &m->files[at->folder].names, at->text,
					at->len);
	if (!name || m->files_len >= m->files_max) {
		m->is_full = true;
		return 0;
	}
	m->files[m->files_len] = (struct kernel_file){
		.mode = KERNEL_FOLDER | 0755, .is_builtin = true, .nlink = 1, .name = name
	};
	m->names[name].folder = at->folder;
	m->names[name].file = m->files_len;
	m->files[at->folder].names_count++;
	return m->files_len++;
}

/* One component: 0 to go on in place->folder, or when it was the last; or a finding. */
static kernel_findings step(struct kernel_model *m, struct way *w, bool keeps_last,
			    struct kernel_place *p)
{
	const struct kernel_file *file;
	bool is_last = is_at_end(w);

	if (is_last && w->has_slash)
		w->wants_folder = true;
	p->name = kernel_names_find(m, m->files[p->folder].names, p->text, p->len);
	p->file = p->name ? m->names[p->name].file : 0;
	file = &m->files[p->file];
	if (p->file && (file->mode & KERNEL_TYPE) == KERNEL_SYMLINK &&
	    !(is_last && keeps_last && !w->wants_folder)) {
		p->folder = follow(w, file, p->folder);
		p->file = p->folder;
		p->len = 0;
		return p->folder ? 0 : KERNEL_FOUND(KERNEL_SYMLINK_LOOP);
	}
	p->has_slash = w->wants_folder;
	if (!p->file && (is_last || !m->makes_folders))
		return is_last ? 0 : KERNEL_FOUND(KERNEL_NO_PARENT);
	if (!p->file)
		p->file = make_folder(m, p);
	if (!p->file)
		return KERNEL_FOUND(KERNEL_NO_PARENT);
	if ((m->files[p->file].mode & KERNEL_TYPE) != KERNEL_FOLDER)
		return is_last && !w->wants_folder
			       ? 0
			       : KERNEL_FOUND(KERNEL_PARENT_NO_FOLDER);
	if (!is_last)
		p->folder = p->file;
	return 0;
}

kernel_findings kernel_lookup(struct kernel_model *m, const char *path,
			      enum kernel_last last, struct kernel_place *ret)
{
	struct way w = { .parts[0] = { path, strlen(path) } };
	struct kernel_place p = { .folder = KERNEL_ROOT, .file = KERNEL_ROOT };
	const char *text;
	size_t len;

	if (path[0] == '\0')
		return KERNEL_FOUND(KERNEL_NAME_LENGTH);
	while ((len = take_component(&w, &text)) > 0) {
		kernel_findings finding;

		if (len > NEWC_COMPONENT_MAX)
			return KERNEL_FOUND(KERNEL_COMPONENT_LENGTH);
		p.text = text;
		p.len = 0;
		p.name = 0;
		if (text[0] == '.' && (len == 1 || (len == 2 && text[1] == '.'))) {
			if (len == 2)
				p.folder = parent_of(m, p.folder);
			p.file = p.folder;
			continue;
		}
		p.len = (uint32_t)len;
		finding = step(m, &w, last == KERNEL_KEEP_SYMLINK, &p);
		if (finding)
			return finding;
	}
	*ret = p;
	return 0;
}

int kernel_model_path(const struct kernel_model *m, uint32_t name, char *to, size_t cap)
{
	size_t at = cap;

	if (cap == 0)
		return -ENAMETOOLONG;
	to[--at] = '\0';
	while (name) {
		const struct kernel_name *n = &m->names[name];

		if (n->len + (size_t)1 > at)
			return -ENAMETOOLONG;
		at -= n->len;
		memcpy(to + at, n->text, n->len);
		name = m->files[n->folder].name;
		if (name)
			to[--at] = '/';
	}
	memmove(to, to + at, cap - at);
	return 0;
}
