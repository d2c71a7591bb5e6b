/* SPDX-License-Identifier: MIT */
#include "initrd-builder/closure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "initrd-builder/closure_internal.h"
#include "initrd-builder/reason.h"

int closure_out_of_memory(struct reason *why)
{
	return reason_errno(why, -ENOMEM, "the modules");
}

int closure_note_add(struct closure *c, const char *text, struct reason *why)
{
	struct closure_note *note = arena_alloc(&c->tree.arena, sizeof(*note));

	if (!note || !text)
		return closure_out_of_memory(why);
	note->text = text;
	*c->notes_end = note;
	c->notes_end = &note->next;
	return 0;
}

void closure_enqueue(struct want *w, struct kernel_module *m)
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

int closure_want(void *context, struct kernel_module *m, struct reason *why)
{
	(void)why;
	if (!m->is_blacklisted)
		closure_enqueue(context, m);
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
			closure_enqueue(w, m);
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

		/* Also if it is the name of one that is built in, as libkmod has it. */
		if (m)
			r = closure_want(w, m, w->why);
		else
			r = kernel_tree_match(&c->tree, alias, closure_want, w, w->why);
	}
	return r;
}

int closure_want_firmware(const struct want *w, const char *name)
{
	struct closure *c = w->closure;
	size_t before = c->firmware.len;
	int r;

	if (!c->firmware_root)
		return 0;
	r = firmware_find(c->firmware_root, c->version, name, &c->tree.arena,
			  &c->firmware);
	for (size_t i = before; i < c->firmware.len; i++) {
		c->firmware.files[i].wanted_by = w->by;
		c->firmware.files[i].wish = w->wish;
	}
	if (r == -ENOENT)
		return closure_note_add(c,
					arena_printf(&c->tree.arena,
						     "module %s: firmware '%s' not found",
						     w->by ? w->by->name : w->wish, name),
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
		return closure_want_firmware(w, f->value);
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

static void forget_notes(struct closure *c)
{
	c->notes = NULL;
	c->notes_end = &c->notes;
}

/* Drain the queue, which grows meanwhile. */
static int plan(struct closure *c, const struct closure_options *o, struct reason *why)
{
	int r = closure_wish(c, o, why);

	if (r == 0)
		kernel_tree_prefetch(&c->tree, c->wanted, c->wanted_len);
	for (size_t i = 0; i < c->wanted_len && r == 0; i++)
		r = want_needs(c, closure_module(c, i), why);
	if (r != 0)
		return r;
	if (c->wanted_len > 1)
		qsort(c->wanted, c->wanted_len, sizeof(*c->wanted), by_index);
	firmware_sort(&c->firmware);
	return 0;
}

static int open_and_plan(struct closure *c, const struct closure_options *o,
			 struct reason *why)
{
	int r = kernel_tree_open(o->dir, &c->tree, why);

	if (r != 0)
		return r;
	c->version = o->version ? o->version : version_of(c, o->dir);
	/* Each module is queued once. */
	c->wanted = calloc(c->tree.len + 1, sizeof(*c->wanted));
	if (!c->wanted || !c->version)
		return closure_out_of_memory(why);
	return plan(c, o, why);
}

int closure_plan(const struct closure_options *options, struct closure **ret,
		 struct reason *why)
{
	struct closure *c = calloc(1, sizeof(*c));
	int r;

	if (!c)
		return closure_out_of_memory(why);
	c->firmware_root = options->firmware;
	c->package = options->package ? options->package : "";
	forget_notes(c);
	r = open_and_plan(c, options, why);
	if (r != 0) {
		closure_free(c);
		return r;
	}
	*ret = c;
	return 0;
}

int closure_replan(struct closure *c, const struct closure_options *options,
		   struct reason *why)
{
	for (size_t i = 0; i < c->tree.len; i++) {
		struct kernel_module *m = &c->tree.modules[i];

		m->is_wanted = m->is_blacklisted = false;
		m->wanted_by = NULL;
	}
	c->wanted_len = 0;
	c->firmware.len = 0;
	forget_notes(c);
	return plan(c, options, why);
}

void closure_free(struct closure *c)
{
	if (!c)
		return;
	kernel_tree_close(&c->tree);
	firmware_free(&c->firmware);
	free(c->wanted);
	free(c);
}
