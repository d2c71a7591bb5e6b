/* SPDX-License-Identifier: MIT */
#include "step/nix_walk.h"

#include <errno.h>
#include <string.h>

#include "step/nix_path.h"
#include "step/parser.h"

enum {
	LINKS_MAX = 16,
	GLANCE_BYTES = 1 << 20, /* a folder of links, or a script */
};

static struct members members; /* 17 KiB; one archive is read at a time */

/* --- store paths ------------------------------------------------------------------------ */

static const struct narinfo *known(const struct nix_walk *w, const char *name)
{
	for (size_t i = 0; i < w->info_count; i++)
		if (strcmp(w->infos[i].name, name) == 0)
			return &w->infos[i];
	return NULL;
}

static int info_of(struct nix_walk *w, const char *name, const struct narinfo **ret,
		   struct failure *why)
{
	*ret = known(w, name);
	if (*ret)
		return 0;
	if (w->info_count == NIX_WALK_PATHS_MAX)
		return failure_set(why, FAILURE_SOURCE_NIX, name,
				   "the links lead to too many paths");
	struct narinfo *next = &w->infos[w->info_count];
	int r = nix_path_info(w->a, name, next, why);

	if (r < 0)
		return r;
	w->info_count++;
	*ret = next;
	return 0;
}

static bool is_held(const struct nix_held *h, const char *name)
{
	return h->info && strcmp(h->info->name, name) == 0;
}

static void let_go(struct nix_held *h)
{
	memory_release(&h->nar);
	h->info = NULL;
}

/* Returns 0, NIX_WALK_NOT_NOW or -EIO with @why. */
static int hold(struct nix_walk *w, const char *name, struct nix_held *h,
		struct failure *why)
{
	const struct narinfo *info = NULL;

	if (is_held(h, name))
		return 0;
	int r = info_of(w, name, &info, why);

	if (r < 0 || !info)
		return r;
	if (w->a->prove && info->nar_size > GLANCE_BYTES) {
		r = nix_path_is_there(w->a, info, why);
		return r < 0 ? r : NIX_WALK_NOT_NOW;
	}
	let_go(h);
	r = nix_path_fetch(w->a, info, &h->nar, why);
	if (r == 0)
		h->info = info;
	return r;
}

int nix_walk_begin(struct nix_walk *w, const struct acquire *a, struct failure *why)
{
	*w = (struct nix_walk){ .a = a };
	int r = nix_path_check_cache(a, why);

	return r < 0 ? r : hold(w, a->config->nix.name, &w->tree, why);
}

void nix_walk_end(struct nix_walk *w)
{
	let_go(&w->tree);
	let_go(&w->other);
}

/* --- links ------------------------------------------------------------------------------ */

static int refuse(const struct store_place *at, const char *why_not, struct failure *why)
{
	return failure_set(why, FAILURE_SOURCE_NIX, at->name, "'%s' %s", at->path,
			   why_not);
}

static int follow(const struct nix_held *h, const struct member *link,
		  struct store_place *place, struct failure *why)
{
	struct store_place at = *place, to;
	const struct parser_input says = { at.name, h->nar.bytes + link->offset,
					   link->len };
	size_t len = strlen(link->path);

	at.path[len] = 0; /* the link is on the way */
	int r = parser_link(&says, &at, place->path + len, &to, why);

	if (r < 0)
		return r;
	/* what is signed or pinned names all that it needs: nothing else is asked for */
	if (!narinfo_refers_to(h->info, to.name))
		return failure_set(why, FAILURE_SOURCE_NIX, at.name,
				   "'%s' links to %s, which is not among its References",
				   at.path, to.name);
	*place = to;
	return 0;
}

/* The first link on the way to @path, or that itself; NULL if there is none. */
static const struct member *first_link(const char *path)
{
	const struct member *first = NULL;

	for (uint32_t i = 0; i < members.count; i++) {
		const struct member *m = &members.list[i];
		size_t len = strlen(m->path);

		if (m->type == MEMBER_LINK && strncmp(m->path, path, len) == 0 &&
		    (path[len] == 0 || path[len] == '/') &&
		    (!first || len < strlen(first->path)))
			first = m;
	}
	return first;
}

/* One link nearer to the file that @place means.  Returns 0 with the file in @ret, 1 if @place
 * is another one now, or -EIO with @why. */
static int step(struct nix_held *h, struct store_place *place, struct nix_found *ret,
		struct failure *why)
{
	const struct parser_input nar = { place->name, h->nar.bytes, h->nar.len };
	int r = parser_nar(&nar, place->path, &members, why);

	if (r < 0)
		return r;
	const struct member *link = first_link(place->path);

	if (link) {
		r = follow(h, link, place, why);
		return r < 0 ? r : 1;
	}
	const struct member *file = members_find(&members, place->path);

	if (!file || file->type != MEMBER_FILE)
		return refuse(place, file ? "is no file" : "is not there", why);
	*ret = (struct nix_found){ .nar = &h->nar, .info = h->info, .file = *file };
	return 0;
}

int nix_walk_list(const struct nix_walk *w, struct members *ret, struct failure *why)
{
	const struct nix_held *tree = &w->tree;

	return parser_nar(&(struct parser_input){ tree->info->name, tree->nar.bytes,
						  tree->nar.len },
			  "", ret, why);
}

struct store_place nix_walk_place(const struct nix_walk *w, const char *name)
{
	struct store_place place = { .name = "" };

	memcpy(place.name, w->tree.info->name, sizeof(place.name));
	memcpy(place.path, name, strlen(name) + 1);
	return place;
}

int nix_walk_locate(struct nix_walk *w, struct store_place *place, struct failure *why)
{
	const struct narinfo *info;
	struct nix_found found;
	int r = 1;

	for (int links = 0; r == 1 && is_held(&w->tree, place->name); links++)
		r = links < LINKS_MAX ? step(&w->tree, place, &found, why)
				      : refuse(place, "is a link without an end", why);
	return r == 1 ? info_of(w, place->name, &info, why) : r;
}

const struct narinfo *nix_walk_outside(const struct nix_walk *w,
				       const struct store_place *place)
{
	return is_held(&w->tree, place->name) ? NULL : known(w, place->name);
}

int nix_walk_find(struct nix_walk *w, struct store_place *place, struct nix_found *ret,
		  struct failure *why)
{
	for (int links = 0; links < LINKS_MAX; links++) {
		bool in_tree = is_held(&w->tree, place->name);
		struct nix_held *h = in_tree ? &w->tree : &w->other;
		int r = hold(w, place->name, h, why);

		if (r == 0)
			r = step(h, place, ret, why);
		else if (r > 0)
			return r;
		if (r != 1)
			return r;
	}
	return refuse(place, "is a link without an end", why);
}
