/* SPDX-License-Identifier: MIT */
/* What the caller of closure_plan() asks for: classes, names, aliases, what is loaded. */
#include <errno.h>
#include <string.h>

#include "initrd-builder/closure.h"
#include "initrd-builder/closure_class.h"
#include "initrd-builder/closure_internal.h"
#include "initrd-builder/reason.h"

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
	char name[MODINFO_NAME_MAX] = "";

	if (modinfo_name_of_word(word, strlen(word), name) == 0) {
		struct kernel_module *m = kernel_tree_find(tree, name);

		if (m) {
			closure_enqueue(w, m);
			return 0;
		}
	}
	int r = kernel_tree_match(tree, word, closure_want, w, w->why);

	if (r != 0 || w->found > 0 || kernel_tree_is_builtin(tree, name))
		return r;
	r = kernel_tree_match_builtin(tree, word, w->why);
	if (r != 0)
		return r < 0 ? r : 0;
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
			r = closure_want(w, m, w->why);
		break;
	case CLASS_ALIAS:
		r = kernel_tree_match(tree, item->text, closure_want, w, w->why);
		break;
	case CLASS_FOLDER:
		for (size_t i = 0; i < tree->len && r == 0; i++)
			if (strncmp(tree->modules[i].path, item->text,
				    strlen(item->text)) == 0)
				r = closure_want(w, &tree->modules[i], w->why);
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
	return closure_note_add(c,
				arena_printf(&c->tree.arena,
					     "module %s is loaded, but not in '%s'", word,
					     c->tree.dir),
				w->why);
}

static int want_modalias(struct want *w, const char *word)
{
	return kernel_tree_match(&w->closure->tree, word, closure_want, w, w->why);
}

static int want_words(struct closure *c, struct closure_words words, const char *kind,
		      int (*want_one)(struct want *w, const char *word),
		      struct reason *why)
{
	int r = 0;

	for (size_t i = 0; i < words.len && r == 0; i++) {
		struct want w = { .closure = c, .why = why };

		w.wish = arena_printf(&c->tree.arena, "%s %s", kind, words.words[i]);
		r = w.wish ? want_one(&w, words.words[i]) : closure_out_of_memory(why);
	}
	return r;
}

static int want_builtin_firmware(void *context, const char *module, const char *value)
{
	struct want *w = context;

	w->wish = arena_printf(&w->closure->tree.arena, "%s, built in", module);
	return w->wish ? closure_want_firmware(w, value) : closure_out_of_memory(w->why);
}

int closure_wish(struct closure *c, const struct closure_options *o, struct reason *why)
{
	int r;

	blacklist(c, o->blacklist);
	r = want_words(c, o->classes, "class", want_class, why);
	if (r == 0)
		r = want_words(c, o->names, "name", want_word, why);
	if (r == 0)
		r = want_words(c, o->loaded, "loaded", want_loaded, why);
	if (r == 0)
		r = want_words(c, o->modaliases, "modalias", want_modalias, why);
	if (r == 0 && o->builtin_firmware) {
		struct want w = { .closure = c, .why = why };

		r = kernel_tree_builtin_fields(&c->tree, "firmware",
					       want_builtin_firmware, &w, why);
	}
	return r;
}
