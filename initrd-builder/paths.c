/* SPDX-License-Identifier: MIT */
#include "initrd-builder/paths.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "initrd-builder/reason.h"
#include "pure/newc.h"

enum {
	FIRST_SLOTS = 1024,
	SHOWN_MAX = 128, /* of a path that may be wrong by its length */
};

void paths_free(struct paths *p)
{
	arena_free(&p->arena);
	free(p->slots);
	*p = (struct paths){ 0 };
}

/* FNV-1a; whoever writes specs has no reason to attack their own table. */
static size_t hash(const char *name, size_t len)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)name[i]) * 0x100000001b3;
	return (size_t)(h ^ h >> 32);
}

/* The slot of @name, or the free one where it would go. */
static struct path *slot_of(const struct paths *p, const char *name, size_t len)
{
	size_t i = hash(name, len);

	while (true) {
		struct path *slot = &p->slots[i++ & (p->slots_len - 1)];

		if (!slot->name ||
		    (strncmp(slot->name, name, len) == 0 && !slot->name[len]))
			return slot;
	}
}

static const struct path *find(const struct paths *p, const char *name, size_t len)
{
	const struct path *slot = p->slots_len ? slot_of(p, name, len) : NULL;

	return slot && slot->name ? slot : NULL;
}

const struct path *paths_find(const struct paths *p, const char *name)
{
	return find(p, name, strlen(name));
}

/* Keep the table at most half full. */
static int make_room(struct paths *p)
{
	struct paths bigger = { .count = p->count, .arena = p->arena };

	if (p->count < p->slots_len / 2)
		return 0;
	bigger.slots_len = p->slots_len ? p->slots_len * 2 : FIRST_SLOTS;
	bigger.slots = calloc(bigger.slots_len, sizeof(*bigger.slots));
	if (!bigger.slots)
		return -ENOMEM;
	for (size_t i = 0; i < p->slots_len; i++)
		if (p->slots[i].name)
			*slot_of(&bigger, p->slots[i].name, strlen(p->slots[i].name)) =
				p->slots[i];
	free(p->slots);
	*p = bigger;
	return 0;
}

static int check_parent(const struct paths *p, const char *name, struct reason *why)
{
	const char *slash = strrchr(name, '/');
	const struct path *parent;

	if (!slash)
		return 0;
	int len = (int)(slash - name);

	parent = find(p, name, (size_t)len);
	if (!parent)
		return reason_set(why, -ENOENT,
				  "'%s': its folder '%.*s' is not in the archive", name,
				  len, name);
	if (parent->kind == PATH_SYMLINK)
		return reason_set(why, -ENOTDIR,
				  "'%s': '%.*s' is a symlink; name the folder behind it",
				  name, len, name);
	if (parent->kind != PATH_DIR)
		return reason_set(why, -ENOTDIR, "'%s': '%.*s' is not a folder", name,
				  len, name);
	return 0;
}

/* May an entry of @kind take the place of @old, from an earlier segment? */
static int check_override(const struct path *old, enum path_kind kind, struct reason *why)
{
	if (old->kind == PATH_DIR && kind != PATH_DIR)
		return reason_set(why, -EEXIST, "'%s' is a folder in an earlier segment",
				  old->name);
	if (old->kind != PATH_DIR && kind == PATH_DIR)
		return reason_set(why, -EEXIST, "'%s' is no folder in an earlier segment",
				  old->name);
	/* The kernel opens the file that is there: all its names would change. */
	if (old->kind == PATH_LINKED_FILE)
		return reason_set(
			why, -EEXIST,
			"'%s' is one of several hard links in an earlier segment",
			old->name);
	return 0;
}

/* The slot for @name, which is made if there is none; NULL without memory. */
static struct path *claim(struct paths *p, const char *name)
{
	struct path *slot;

	if (make_room(p) != 0)
		return NULL;
	slot = slot_of(p, name, strlen(name));
	if (slot->name)
		return slot;
	slot->name = arena_copy(&p->arena, name, strlen(name));
	if (!slot->name)
		return NULL;
	p->count++;
	return slot;
}

int paths_learn(struct paths *p, const char *name, enum path_kind kind)
{
	const struct path *old;
	struct reason ignored;
	struct path *slot;

	if (newc_path_problem(name) || check_parent(p, name, &ignored) != 0)
		return 0;
	old = paths_find(p, name);
	/* A folder that has content stays. */
	if (old && old->kind == PATH_DIR)
		return 0;
	slot = claim(p, name);
	if (!slot)
		return -ENOMEM;
	slot->kind = kind;
	return 0;
}

int paths_add(struct paths *p, const char *name, enum path_kind kind,
	      unsigned int segment, struct reason *why)
{
	const char *problem = newc_path_problem(name);
	const struct path *old;
	struct path *slot;
	int r;

	if (problem)
		return reason_set(why, -EINVAL, "the path '%.*s%s' %s", SHOWN_MAX, name,
				  strlen(name) > SHOWN_MAX ? "..." : "", problem);
	r = check_parent(p, name, why);
	if (r != 0)
		return r;
	old = paths_find(p, name);
	if (old && old->segment == segment)
		return reason_set(why, -EEXIST, "'%s' is in the segment twice", name);
	r = old ? check_override(old, kind, why) : 0;
	if (r != 0)
		return r;
	slot = claim(p, name);
	if (!slot)
		return reason_errno(why, -ENOMEM, "'%s'", name);
	slot->kind = kind;
	slot->segment = segment;
	slot->target = NULL;
	return 0;
}

int paths_point(struct paths *p, const char *name, const char *target, struct reason *why)
{
	struct path *from = claim(p, name);
	const struct path *at = from;

	if (!from)
		return reason_errno(why, -ENOMEM, "'%s'", name);
	from->target = arena_copy(&p->arena, target, strlen(target));
	if (!from->target)
		return reason_errno(why, -ENOMEM, "'%s'", name);
	/* No loop but one with the new link in it: the others were refused before. */
	while (at && at->kind == PATH_SYMLINK && at->target && at->target[0] == '/') {
		at = paths_find(p, at->target + strspn(at->target, "/"));
		if (at == from)
			return reason_set(why, -ELOOP,
					  "'%s' leads to '%s', and so back to itself",
					  name, target);
	}
	return 0;
}
