/* SPDX-License-Identifier: MIT */
#include "step/source_tree.h"

#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "base/text.h"
#include "pure/url_resolve.h"
#include "step/parser.h"
#include "step/proof.h"
#include "sys/log.h"

#define SUMS_FILE "SHA256SUMS"

struct tree {
	const struct acquire *a;
	struct listed listed;
	struct kexec_boot boot;
	struct ipxe script;
	/* what the image is made of */
	char kernel_url[URL_MAX], initrd_urls[IPXE_INITRDS_MAX][URL_MAX];
	size_t initrd_count;
};

static int join(const char *folder, const char *name, char ret[static URL_MAX],
		struct failure *why)
{
	if (url_join(folder, name, ret, URL_MAX) < 0)
		return failure_set(why, FAILURE_CONFIG_URL, folder,
				   "no URL of a folder, or too long with '%s'", name);
	return 0;
}

static int resolve(const char *base, const char *reference, char ret[static URL_MAX],
		   struct failure *why)
{
	if (url_resolve(base, reference, ret, URL_MAX) < 0)
		return failure_set(why, FAILURE_SOURCE_SCRIPT, base, "no URL: '%s'",
				   reference);
	return 0;
}

/* What the list says about the file at @url. */
static int want(const struct tree *t, const char *url, char name[static SUMS_NAME_MAX],
		struct wanted *ret, struct failure *why)
{
	int r = proof_name(url, name, why);

	*ret = (struct wanted){
		.url = url,
		.name = name,
		.max_bytes = ACQUIRE_IMAGE_MAX,
		.whose = SUMS_FILE,
	};
	return r < 0 ? r : proof_find(&t->listed, name, &ret->sha256, why);
}

static int fetch_text(const struct tree *t, const char *url, struct text *ret,
		      struct failure *why)
{
	char name[SUMS_NAME_MAX];
	struct wanted w;
	int r = want(t, url, name, &w, why);

	return r < 0 ? r : acquire_text(t->a, &w, ret, why);
}

/* --- what the image is made of ------------------------------------------------------- */

static struct text
	text; /* a loader reads one at a time, and it is too large for a stack */

static int read_kexec_boot(struct tree *t, struct image *ret, struct failure *why)
{
	const char *folder = t->a->url;
	char url[URL_MAX];
	int r = join(folder, "kexec-boot", url, why);

	if (r == 0)
		r = fetch_text(t, url, &text, why);
	if (r == 0)
		r = parser_kexec_boot(&(struct parser_input){ url, text.bytes, text.len },
				      &t->boot, why);
	if (r == 0)
		r = join(folder, t->boot.kernel, t->kernel_url, why);
	if (r == 0)
		r = join(folder, t->boot.initrd, t->initrd_urls[0], why);
	t->initrd_count = 1;
	if (r == 0)
		memcpy(ret->cmdline, t->boot.cmdline, sizeof(ret->cmdline));
	return r;
}

static int read_script(struct tree *t, const char *url, struct image *ret,
		       struct failure *why)
{
	struct ipxe *s = &t->script;
	int r = fetch_text(t, url, &text, why);

	if (r == 0)
		r = parser_ipxe(&(struct parser_input){ url, text.bytes, text.len }, s,
				why);
	if (r == 0)
		r = resolve(url, s->kernel, t->kernel_url, why);
	for (uint32_t i = 0; r == 0 && i < s->initrd_count; i++)
		r = resolve(url, s->initrds[i], t->initrd_urls[i], why);
	t->initrd_count = s->initrd_count;
	if (r == 0)
		memcpy(ret->cmdline, s->cmdline, sizeof(ret->cmdline));
	return r;
}

/* --- its bytes ------------------------------------------------------------------------ */

static int check_ram(const struct tree *t, struct failure *why)
{
	uint64_t kernel = acquire_ask_size(t->a, t->kernel_url, "the kernel"), initrd = 0;

	for (size_t i = 0; i < t->initrd_count; i++)
		initrd += acquire_ask_size(t->a, t->initrd_urls[i], "the initrd");
	return acquire_check_ram(t->a, kernel, initrd, "the initrd", why);
}

static int append(const struct tree *t, const char *url, struct memory *m,
		  struct failure *why)
{
	char name[SUMS_NAME_MAX];
	struct wanted w;
	int r = want(t, url, name, &w, why);

	return r < 0 ? r : acquire_append(t->a, &w, m, why);
}

/* Is it named, and is it there? */
static int prove_one(const struct tree *t, const char *url, uint64_t *ret_bytes,
		     struct failure *why)
{
	char name[SUMS_NAME_MAX];
	int64_t bytes = -1;
	struct wanted w;
	int r = want(t, url, name, &w, why);
	const struct object o = {
		.url = url,
		.name = name,
		.config = t->a->config,
		.max_bytes = ACQUIRE_IMAGE_MAX,
		.report_fd = t->a->report_fd,
	};

	if (r == 0)
		r = object_size(&o, &bytes, why);
	if (r == 0 && bytes > 0)
		*ret_bytes += (uint64_t)bytes;
	return r;
}

static int prove_files(const struct tree *t, struct failure *why)
{
	struct sizes *sizes = t->a->prove;
	int r = prove_one(t, t->kernel_url, &sizes->kernel_bytes, why);

	for (size_t i = 0; r == 0 && i < t->initrd_count; i++)
		r = prove_one(t, t->initrd_urls[i], &sizes->initrd_bytes, why);
	return r;
}

static int fetch_files(const struct tree *t, struct image *ret, struct failure *why)
{
	if (t->a->prove)
		return prove_files(t, why);
	/* before minutes are spent on it */
	int r = acquire_check_reach(t->a, why);

	if (r == 0)
		r = check_ram(t, why);
	if (r == 0)
		r = acquire_reserve(&ret->kernel, ACQUIRE_KERNEL_MAX, "the kernel", why);
	if (r == 0)
		r = append(t, t->kernel_url, &ret->kernel, why);
	if (r == 0)
		r = acquire_reserve(&ret->initrd, acquire_available_bytes(), "the initrd",
				    why);
	for (size_t i = 0; r == 0 && i < t->initrd_count; i++)
		r = append(t, t->initrd_urls[i], &ret->initrd, why);
	return r;
}

/* --- folders and scripts --------------------------------------------------------------- */

/* The one script of a list that has no kexec-boot, or NULL. */
static const char *script_of(const struct listed *l)
{
	const char *found = NULL;

	if (!l->is_list || sums_find(&l->sums, "kexec-boot"))
		return NULL;
	for (uint32_t i = 0; i < l->sums.count; i++) {
		const char *name = l->sums.entries[i].name;

		if (!text_ends_with(name, ".ipxe"))
			continue;
		if (found)
			return NULL;
		found = name;
	}
	return found;
}

static int read_folder(struct tree *t, struct image *ret, struct failure *why)
{
	const char *script = script_of(&t->listed);
	char url[URL_MAX];

	if (!script) {
		int r = read_kexec_boot(t, ret, why);

		if (r == 0 || t->listed.is_list || !acquire_is_missing(why->code))
			return r;
		log_line("fetch: no kexec-boot; looking for netboot.ipxe");
		script = "netboot.ipxe";
	}
	int r = join(t->a->url, script, url, why);

	return r < 0 ? r : read_script(t, url, ret, why);
}

static struct tree tree; /* 40 KiB; a loader takes one at a time */

int source_tree(const struct acquire *a, struct image *ret, struct failure *why)
{
	char url[URL_MAX];
	int r = join(a->url, SUMS_FILE, url, why);

	tree = (struct tree){ .a = a };
	if (r == 0)
		r = proof_list(a, url, true, &tree.listed, why);
	if (r == 0)
		r = read_folder(&tree, ret, why);
	return r < 0 ? r : fetch_files(&tree, ret, why);
}

int source_script(const struct acquire *a, struct image *ret, struct failure *why)
{
	char url[URL_MAX];
	int r = resolve(a->url, SUMS_FILE, url, why);

	tree = (struct tree){ .a = a };
	if (r == 0)
		r = proof_list(a, url, true, &tree.listed, why);
	if (r == 0)
		r = read_script(&tree, a->url, ret, why);
	return r < 0 ? r : fetch_files(&tree, ret, why);
}
