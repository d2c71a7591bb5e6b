/* SPDX-License-Identifier: MIT */
#include "step/source_nix.h"

#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "step/nix_path.h"
#include "step/nix_walk.h"
#include "step/parser.h"
#include "sys/log.h"

struct nix {
	struct nix_walk walk;
	struct kexec_boot boot;
	struct store_place kernel, initrd;
};

/* --- what the image is made of ----------------------------------------------------------- */

static int set_name(const char *store_path, const char *url, char ret[SUMS_NAME_MAX],
		    struct failure *why)
{
	size_t len = strlen(url);

	if (!sums_is_name(url, len))
		return failure_set(why, FAILURE_SOURCE_SCRIPT, store_path,
				   "'%s' is not a file beside netboot.ipxe", url);
	memcpy(ret, url, len + 1);
	return 0;
}

static int read_ipxe(const struct parser_input *in, struct kexec_boot *ret,
		     struct failure *why)
{
	static struct ipxe script;
	int r = parser_ipxe(in, &script, why);

	if (r == 0 && script.initrd_count != 1)
		r = failure_set(why, FAILURE_SOURCE_SCRIPT, in->url,
				"a store path has one initrd, not %u",
				script.initrd_count);
	if (r == 0)
		r = set_name(in->url, script.kernel, ret->kernel, why);
	if (r == 0)
		r = set_name(in->url, script.initrds[0], ret->initrd, why);
	if (r == 0)
		memcpy(ret->cmdline, script.cmdline, sizeof(ret->cmdline));
	return r;
}

static const struct script {
	const char *name;
	int (*read)(const struct parser_input *in, struct kexec_boot *ret,
		    struct failure *why);
} scripts[] = {
	{ "kexec-boot", parser_kexec_boot },
	{ "netboot.ipxe", read_ipxe },
};

static int find_script(const struct nix_walk *w, const struct script **ret,
		       struct failure *why)
{
	static struct members root;
	int r = nix_walk_list(w, &root, why);

	if (r < 0)
		return r;
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++)
		if (members_find(&root, scripts[i].name)) {
			*ret = &scripts[i];
			return 0;
		}
	return failure_set(why, FAILURE_SOURCE_NIX, w->tree.info->name,
			   "has neither kexec-boot nor netboot.ipxe");
}

static int read_script(struct nix *n, struct failure *why)
{
	const struct script *script = NULL;
	struct nix_found found;
	int r = find_script(&n->walk, &script, why);

	if (r < 0 || !script)
		return r;
	struct store_place place = nix_walk_place(&n->walk, script->name);

	r = nix_walk_find(&n->walk, &place, &found, why);
	if (r != 0)
		return r;
	const struct parser_input in = { place.name, found.nar->bytes + found.file.offset,
					 found.file.len };

	return script->read(&in, &n->boot, why);
}

/* As far as the tree itself says where they are: what is missing is known before anything
 * large is fetched. */
static int locate_files(struct nix *n, struct failure *why)
{
	n->kernel = nix_walk_place(&n->walk, n->boot.kernel);
	n->initrd = nix_walk_place(&n->walk, n->boot.initrd);
	int r = nix_walk_locate(&n->walk, &n->kernel, why);

	return r < 0 ? r : nix_walk_locate(&n->walk, &n->initrd, why);
}

/* --- its bytes --------------------------------------------------------------------------- */

static uint64_t size_outside(const struct nix *n, const struct store_place *place)
{
	const struct narinfo *info = nix_walk_outside(&n->walk, place);

	return info ? info->nar_size : 0;
}

/* The kernel's bytes have moved; the zeroes that they left are no initrd. */
static bool overlap(const struct nix_found *a, const struct nix_found *b)
{
	return a->info == b->info && a->file.offset < b->file.offset + b->file.len &&
	       b->file.offset < a->file.offset + a->file.len;
}

static int check_size(const struct store_place *place, const struct nix_found *found,
		      uint64_t max_bytes, struct failure *why)
{
	if (found->file.len <= max_bytes)
		return 0;
	return failure_set(why, FAILURE_FETCH_TOO_LARGE, place->name,
			   "'%s' has %llu bytes, at most %llu are taken", place->path,
			   (unsigned long long)found->file.len,
			   (unsigned long long)max_bytes);
}

static int move_out(const struct nix_found *found, const struct store_place *place,
		    const char *what, struct memory *ret, struct failure *why)
{
	log_line("fetch: %s is %s of %s", what, place->path, place->name);
	return acquire_move_out(found->nar, found->file.offset, found->file.len, ret,
				why);
}

/* The kernel first: what else is in its path, such as modules, is gone before the initrd
 * comes. */
static int take_files(struct nix *n, struct image *ret, struct failure *why)
{
	struct nix_found kernel, initrd;
	int r = acquire_check_ram(n->walk.a, 0, size_outside(n, &n->initrd), "the initrd",
				  why);

	if (r == 0)
		r = nix_walk_find(&n->walk, &n->kernel, &kernel, why);
	if (r == 0)
		r = check_size(&n->kernel, &kernel, ACQUIRE_KERNEL_MAX, why);
	if (r == 0)
		r = move_out(&kernel, &n->kernel, "the kernel", &ret->kernel, why);
	if (r == 0)
		r = nix_walk_find(&n->walk, &n->initrd, &initrd, why);
	if (r != 0)
		return r;
	if (overlap(&kernel, &initrd))
		return failure_set(why, FAILURE_SOURCE_NIX, n->initrd.name,
				   "'%s' is the kernel, too", n->initrd.path);
	r = move_out(&initrd, &n->initrd, "the initrd", &ret->initrd, why);
	if (r == 0)
		memcpy(ret->cmdline, n->boot.cmdline, sizeof(ret->cmdline));
	return r;
}

/* The large ones stay where they are; the kernel's path may be much larger than the kernel. */
static int prove_files(const struct nix *n, struct failure *why)
{
	const struct store_place *places[] = { &n->kernel, &n->initrd };
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(places); i++) {
		const struct narinfo *info = nix_walk_outside(&n->walk, places[i]);

		if (info)
			r = nix_path_is_there(n->walk.a, info, why);
	}
	n->walk.a->prove->initrd_bytes = size_outside(n, &n->initrd);
	return r;
}

static int take(struct nix *n, const struct acquire *a, struct image *ret,
		struct failure *why)
{
	int r = nix_walk_begin(&n->walk, a, why);

	if (r == 0)
		r = read_script(n, why);
	if (r == 0)
		r = locate_files(n, why);
	if (r == 0)
		r = acquire_check_reach(a, why);
	if (r == 0)
		r = a->prove ? prove_files(n, why) : take_files(n, ret, why);
	return r == NIX_WALK_NOT_NOW ? 0 : r;
}

int source_nix(const struct acquire *a, struct image *ret, struct failure *why)
{
	static struct nix nix; /* 130 KiB; a loader takes one at a time */
	int r = take(&nix, a, ret, why);

	nix_walk_end(&nix.walk);
	return r;
}
