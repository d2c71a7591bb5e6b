/* SPDX-License-Identifier: MIT */
/*
 * From a store path along its links into the paths that it refers to, and no others.  Each
 * is proven before it is fetched, and whole before a link of it is read.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/members.h"
#include "pure/narinfo.h"
#include "pure/store_place.h"
#include "step/acquire.h"

enum {
	NIX_WALK_PATHS_MAX = 12, /* tree, script, kernel and initrd are four */
	/* Before the host is left no large path is fetched: it was only asked about. */
	NIX_WALK_NOT_NOW = 1,
};

/* A store path whose bytes are here. */
struct nix_held {
	const struct narinfo *info; /* NULL: none */
	struct memory nar;
};

struct nix_walk {
	const struct acquire *a;
	struct narinfo infos[NIX_WALK_PATHS_MAX]; /* proven */
	size_t info_count;
	/* The tree stays until the end; of what is behind it, one path at a time is here. */
	struct nix_held tree, other;
};

/* Where a file's bytes are, as long as nothing else is looked for. */
struct nix_found {
	struct memory *nar;
	const struct narinfo *info;
	struct member file;
};

/* Have the tree here.  Returns 0, NIX_WALK_NOT_NOW or -EIO with @why. */
must_check int nix_walk_begin(struct nix_walk *w, const struct acquire *a,
			      struct failure *why);
void nix_walk_end(struct nix_walk *w);

/* What is in the tree's own folder.  Returns 0, or -EIO with @why. */
must_check int nix_walk_list(const struct nix_walk *w, struct members *ret,
			     struct failure *why);

/* The file @name of the tree. */
struct store_place nix_walk_place(const struct nix_walk *w, const char *name);

/* Follow @place's links to a file of the tree or into another path, about which the cache is
 * asked.  Returns 0, or -EIO with @why. */
must_check int nix_walk_locate(struct nix_walk *w, struct store_place *place,
			       struct failure *why);

/* What is known of the path that a located place is in; NULL: it is the tree. */
const struct narinfo *nix_walk_outside(const struct nix_walk *w,
				       const struct store_place *place);

/* Have the file here.  Returns 0, NIX_WALK_NOT_NOW or -EIO with @why. */
must_check int nix_walk_find(struct nix_walk *w, struct store_place *place,
			     struct nix_found *ret, struct failure *why);
