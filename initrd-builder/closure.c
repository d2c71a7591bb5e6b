/* SPDX-License-Identifier: MIT */
#include "initrd-builder/closure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "initrd-builder/closure_class.h"
#include "initrd-builder/closure_internal.h"
#include "initrd-builder/reason.h"

/* Who wants a module: another one, or a wish of the caller's. */
struct want {
	struct closure *closure;
	const struct kernel_module *by;
	const char *wish;
	size_t found; /* modules, whether they were wanted before or not */
	struct reason *why;
};

static int out_of_memory(struct reason *why)
{
	return reason_errno(why, -ENOMEM, "the modules");
}

static int note(struct closure *c, const char *text, struct reason *why)
{
	if (!text)
		return out_of_memory(why);
	if (c->notes_len + 1 >= c->notes_cap) {
		size_t cap = c->notes_cap ? c->notes_cap * 2 : 16;
		const char **notes = realloc(c->notes, cap * sizeof(*notes));

		if (!notes)
			return out_of_memory(why);
		c->notes = notes;
		c->notes_cap = cap;
	}
	c->notes[c->notes_len++] = text;
	c->notes[c->notes_len] = NULL;
	return 0;
}

/* Put a module on the queue, once. */
static void enqueue(struct want *w, struct kernel_module *m)
{
	w->found++;
	if (m->is_wanted)
		return;
	m->is_wanted = true;
	m->wanted_by = w->by;
	m->wish = w->wish;
	w->closure->wanted[w->closure->wanted_len++] =
		(size_t)(m - w->closure->tree.modules);
}

/* The same, unless the module is blacklisted. */
static int want(void *context, struct kernel_module *m, struct reason *why)
{
	(void)why;
	if (!m->is_blacklisted)
		enqueue(context, m);
	return 0;
}

/* --- what a module needs ---------------------------------------------------------------- */

bool closure_next_word(const char **at, const char *separators, const char **ret_word,
		       size_t *ret_len)
{
	*at += strspn(*at, separators);
	*ret_word = *at;
	*ret_len = strcspn(*at, separators);
	*at += *ret_len;
	return *ret_len > 0;
}

static int want_depends(struct want *w, const char *value)
{
	struct closure *c = w->closure;
	char name[MODINFO_NAME_MAX] = "";
	const char *word;
	size_t len;

	while (closure_next_word(&value, ",", &word, &len)) {
		struct kernel_module *m = NULL;

		if (modinfo_name_of_word(word, len, name) == 0)
			m = kernel_tree_find(&c->tree, name);
		if (m)
			enqueue(w, m);
		else if (!kernel_tree_is_builtin(&c->tree, name))
			return reason_set(
				w->why, -ENOENT,
				"module %s needs %.*s, which '%s' does not have",
				w->by->name, (int)len, word, c->tree.dir);
	}
	return 0;
}

/* Want all modules that a soft or weak dependency ("pre: a b post: c") names, by name or
 * by alias; what is not there is no error. */
static int want_soft(struct want *w, const char *value)
{
	struct closure *c = w->closure;
	char alias[MODINFO_NAME_MAX];
	const char *word;
	size_t len;
	int r = 0;

	while (r == 0 && closure_next_word(&value, " \t", &word, &len)) {
		/* "pre:" and "post:"; a name of the kernel's has no colon. */
		if (word[len - 1] == ':' || modinfo_name_of_word(word, len, alias) != 0)
			continue;
		struct kernel_module *m = kernel_tree_find(&c->tree, alias);

		if (m)
			r = want(w, m, w->why);
		else if (!kernel_tree_is_builtin(&c->tree, alias))
			r = kernel_tree_match(&c->tree, alias, want, w, w->why);
	}
	return r;
}

static int want_firmware(const struct want *w, const char *name)
{
	struct closure *c = w->closure;
	size_t before = c->firmware.len;
	int r;

	if (!c->firmware_root)
		return 0;
	r = firmware_find(c->firmware_root, c->version, name, &c->tree.arena,
			  &c->firmware);
	for (size_t i = before; i < c->firmware.len; i++)
		c->firmware.files[i].wanted_by = w->by;
	if (r == -ENOENT)
		return note(c,
			    arena_printf(&c->tree.arena,
					 "module %s: firmware '%s' not found",
					 w->by->name, name),
			    w->why);
	return r ? reason_errno(w->why, r, "firmware '%s'", name) : 0;
}

static int want_field(struct want *w, const struct modinfo_field *f)
{
	if (modinfo_has_key(f, "depends"))
		return want_depends(w, f->value);
	if (modinfo_has_key(f, "softdep") || modinfo_has_key(f, "weakdep"))
		return want_soft(w, f->value);
	if (modinfo_has_key(f, "firmware"))
		return want_firmware(w, f->value);
	return 0;
}

static int want_needs(struct closure *c, struct kernel_module *m, struct reason *why)
{
	struct want w = { .closure = c, .by = m, .why = why };
	int r = kernel_tree_read(&c->tree, m, why);
	struct modinfo info = m->info;
	struct modinfo_field f;

	while (r == 0 && modinfo_next(&info, &f))
		r = want_field(&w, &f);
	return r;
}

/* --- what the caller wishes ------------------------------------------------------------- */

static struct kernel_module *find_word(const struct closure *c, const char *word)
{
	char name[MODINFO_NAME_MAX];

	return modinfo_name_of_word(word, strlen(word), name) == 0
		       ? kernel_tree_find(&c->tree, name)
		       : NULL;
}

static void blacklist(struct closure *c, struct closure_words names)
{
	for (size_t i = 0; i < names.len; i++) {
		struct kernel_module *m = find_word(c, names.words[i]);

		if (m)
			m->is_blacklisted = true;
	}
}

/* Returns 0 if there is such a module, it is built in, or modules answer to it as an
 * alias; else -ENOENT. */
static int want_word(struct want *w, const char *word)
{
	struct kernel_tree *tree = &w->closure->tree;
	char name[MODINFO_NAME_MAX];

	if (modinfo_name_of_word(word, strlen(word), name) == 0) {
		struct kernel_module *m = kernel_tree_find(tree, name);

		if (m) {
			enqueue(w, m);
			return 0;
		}
		if (kernel_tree_is_builtin(tree, name))
			return 0;
	}
	int r = kernel_tree_match(tree, word, want, w, w->why);

	if (r != 0 || w->found > 0)
		return r;
	return reason_set(w->why, -ENOENT, "there is no module '%s' in '%s'", word,
			  tree->dir);
}

static int want_item(void *context, const struct class_item *item)
{
	struct want *w = context;
	struct kernel_tree *tree = &w->closure->tree;
	struct kernel_module *m;
	int r = 0;

	switch (item->kind) {
	case CLASS_NAME:
		m = kernel_tree_find(tree, item->text);
		if (m)
			r = want(w, m, w->why);
		break;
	case CLASS_ALIAS:
		r = kernel_tree_match(tree, item->text, want, w, w->why);
		break;
	case CLASS_FOLDER:
		for (size_t i = 0; i < tree->len && r == 0; i++)
			if (strncmp(tree->modules[i].path, item->text,
				    strlen(item->text)) == 0)
				r = want(w, &tree->modules[i], w->why);
		break;
	}
	return r;
}

static int want_class(struct want *w, const char *word)
{
	int r = class_expand(word, want_item, w);

	if (r == -EINVAL)
		return reason_set(w->why, r, "'%s' is no class of modules: %s", word,
				  closure_class_names());
	return r;
}

static int want_loaded(struct want *w, const char *word)
{
	struct closure *c = w->closure;
	const struct kernel_module *m = find_word(c, word);
	int r = m && m->is_blacklisted ? 0 : want_word(w, word);

	if (r != -ENOENT)
		return r;
	return note(c,
		    arena_printf(&c->tree.arena, "module %s is loaded, but not in '%s'",
				 word, c->tree.dir),
		    w->why);
}

static int want_modalias(struct want *w, const char *word)
{
	return kernel_tree_match(&w->closure->tree, word, want, w, w->why);
}

static int want_words(struct closure *c, struct closure_words words, const char *kind,
		      int (*want_one)(struct want *w, const char *word),
		      struct reason *why)
{
	int r = 0;

	for (size_t i = 0; i < words.len && r == 0; i++) {
		struct want w = { .closure = c, .why = why };

		w.wish = arena_printf(&c->tree.arena, "%s %s", kind, words.words[i]);
		r = w.wish ? want_one(&w, words.words[i]) : out_of_memory(why);
	}
	return r;
}

static int by_index(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* The last component of the folder, which may have slashes behind it. */
static const char *version_of(struct closure *c, const char *dir)
{
	size_t end = strlen(dir), start;

	while (end > 0 && dir[end - 1] == '/')
		end--;
	for (start = end; start > 0 && dir[start - 1] != '/'; start--)
		;
	return arena_copy(&c->tree.arena, dir + start, end - start);
}

static int plan(struct closure *c, const struct closure_options *o, struct reason *why)
{
	int r = kernel_tree_open(o->dir, &c->tree, why);

	if (r != 0)
		return r;
	c->version = o->version ? o->version : version_of(c, o->dir);
	/* Each module is queued once. */
	c->wanted = calloc(c->tree.len + 1, sizeof(*c->wanted));
	if (!c->wanted || !c->version)
		return out_of_memory(why);
	blacklist(c, o->blacklist);
	r = want_words(c, o->classes, "class", want_class, why);
	if (r == 0)
		r = want_words(c, o->names, "name", want_word, why);
	if (r == 0)
		r = want_words(c, o->loaded, "loaded", want_loaded, why);
	if (r == 0)
		r = want_words(c, o->modaliases, "modalias", want_modalias, why);
	for (size_t i = 0; i < c->wanted_len && r == 0; i++)
		r = want_needs(c, closure_module(c, i), why);
	if (r != 0)
		return r;
	if (c->wanted_len > 1)
		qsort(c->wanted, c->wanted_len, sizeof(*c->wanted), by_index);
	firmware_sort(&c->firmware);
	return 0;
}

int closure_plan(const struct closure_options *options, struct closure **ret,
		 struct reason *why)
{
	struct closure *c = calloc(1, sizeof(*c));
	int r;

	if (!c)
		return out_of_memory(why);
	c->firmware_root = options->firmware;
	r = plan(c, options, why);
	if (r != 0) {
		closure_free(c);
		return r;
	}
	*ret = c;
	return 0;
}

void closure_free(struct closure *c)
{
	if (!c)
		return;
	kernel_tree_close(&c->tree);
	firmware_free(&c->firmware);
	free(c->wanted);
	free(c->notes);
	free(c);
}
