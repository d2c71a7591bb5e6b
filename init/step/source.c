/* SPDX-License-Identifier: MIT */
#include "step/source.h"

#include <errno.h>
#include <string.h>

#include "pure/ipxe.h"
#include "pure/url_fill.h"
#include "pure/url_resolve.h"
#include "step/proof.h"
#include "step/source_archive.h"
#include "step/source_nix.h"
#include "step/source_tree.h"
#include "sys/log.h"
#include "sys/machine.h"

/* --- which machine is this? ------------------------------------------------------------- */

/* @ret is @a with the URL that it means here.  One machine's URL is filled in at a time. */
static int fill(const struct acquire *a, struct acquire *ret, struct failure *why)
{
	static struct url_facts facts;
	static char url[URL_MAX];
	char shown[URL_MAX];
	const char *name = "";

	*ret = *a;
	if (!strstr(a->url, "${"))
		return 0;
	machine_facts(&a->config->network, &facts);
	int r = url_fill(a->url, &facts, url, sizeof(url), &name);

	if (r == -ENODATA)
		return failure_set(why, FAILURE_CONFIG_URL, a->url,
				   "this machine has no ${%s}", name);
	if (r == -EINVAL)
		return failure_set(why, FAILURE_CONFIG_URL, a->url,
				   "what this machine is called cannot stand there");
	if (r < 0)
		return failure_set(why, FAILURE_CONFIG_URL, a->url, "%s", strerror(-r));
	url_redact(url, shown, sizeof(shown));
	log_line("fetch: here that is %s", shown);
	ret->url = url;
	return 0;
}

/* --- a file, or a folder? -------------------------------------------------------------- */

static bool says_folder(const char *text)
{
	struct url url;
	const char *why;

	return url_parse(text, &url, &why) == 0 && url_basename(&url).len == 0;
}

/* What a server answers that has no file of that name: it may be a folder's. */
static bool is_no_file(enum failure_code code)
{
	return code == FAILURE_FETCH_HTTP || code == FAILURE_FETCH_HTML ||
	       code == FAILURE_FETCH_EMPTY || code == FAILURE_FETCH_OTHER ||
	       code == FAILURE_DISK_FILE;
}

static int fetch_file(const struct acquire *a, struct memory *ret,
		      struct object_bytes *got, struct failure *why)
{
	uint64_t most = acquire_available_bytes();
	int r = acquire_reserve(ret, most, "the image", why);
	const struct object o = {
		.url = a->url,
		.name = "the image",
		.config = a->config,
		.max_bytes = most,
		.max_decoded_bytes = most,
		.to = ret->bytes,
		.wants_blake2b = trust_needed(&a->config->trust, false) > 0,
		.report_fd = a->report_fd,
	};

	if (r == 0)
		r = object_fetch(&o, got, why);
	if (r == 0)
		ret->len = (size_t)got->len;
	return r;
}

/* A script names what is to be loaded, and nothing ties that to the script's own digest. */
static int take_script(const struct acquire *a, const struct object_bytes *got,
		       struct image *ret, struct failure *why)
{
	if (a->config->has_sha256 &&
	    memcmp(a->config->sha256, got->sha256, SHA256_BYTES) == 0)
		return failure_set(why, FAILURE_TRUST_PARTIAL, a->url,
				   "nixos.sha256= is of the script alone: it must be of "
				   "the SHA256SUMS beside it");
	return source_script(a, ret, why);
}

/* Returns 1 if it is no file. */
static int take_file(const struct acquire *a, struct image *ret, struct failure *why)
{
	cleanup_memory struct memory file = { .bytes = NULL };
	struct object_bytes got;
	uint64_t size = acquire_ask_size(a, a->url, NULL);
	int r = acquire_check_ram(a, 0, size, "the image", why);

	if (r == 0)
		r = fetch_file(a, &file, &got, why);
	if (r < 0)
		return is_no_file(why->code) ? 1 : r;
	if (ipxe_is_script(file.bytes, file.len))
		return take_script(a, &got, ret, why);
	r = proof_file(a, a->url, &got, why);
	return r < 0 ? r : source_archive(a, &file, ret, why);
}

/* What is larger than any script is an archive, which is proven when it is fetched. */
static int prove_file(const struct acquire *a, struct image *ret, struct failure *why)
{
	static struct text start; /* too large for a stack */
	const struct wanted w = { .url = a->url, .name = "the image" };
	int r = acquire_text(a, &w, &start, why);

	if (r < 0 && why->code == FAILURE_FETCH_TOO_LARGE) {
		a->prove->initrd_bytes = acquire_ask_size(a, a->url, NULL);
		a->prove->restores = true; /* or not: that is inside */
		return 0;
	}
	if (r < 0)
		return is_no_file(why->code) ? 1 : r;
	if (ipxe_is_script(start.bytes, start.len))
		return source_script(a, ret, why);
	return failure_set(why, FAILURE_SOURCE_ARCHIVE, a->url,
			   "is too small for an image");
}

static int take(const struct acquire *a, struct image *ret, struct failure *why)
{
	if (config_is_nix(a->config))
		return source_nix(a, ret, why);
	int r = says_folder(a->url) ? 1
		: a->prove          ? prove_file(a, ret, why)
				    : take_file(a, ret, why);

	if (r != 1)
		return r;
	if (!says_folder(a->url))
		log_line("fetch: no file there (%s); taken for a folder", why->why);
	return source_tree(a, ret, why);
}

/* --- the verdict ------------------------------------------------------------------------ */

static int seal(const struct image *image, struct failure *why)
{
	int r = memory_seal(&image->kernel);

	if (r == 0)
		r = memory_seal(&image->initrd);
	return r < 0 ? failure_set(why, FAILURE_INTERNAL, "the image",
				   "cannot be sealed: %s", strerror(-r))
		     : 0;
}

int source_acquire(const struct acquire *a, struct verdict *ret, struct failure *why)
{
	struct image image = { .kernel = { .bytes = NULL } };
	struct acquire here;
	int r = fill(a, &here, why);

	if (r == 0)
		r = take(&here, &image, why);
	if (r == 0)
		r = seal(&image, why);
	if (r < 0) {
		image_release(&image);
		return r;
	}
	*ret = (struct verdict){
		.is = VERDICT_HOLDS,
		.kernel = image.kernel,
		.initrd = image.initrd,
		.restores = image.restores,
	};
	memcpy(ret->cmdline, image.cmdline, sizeof(ret->cmdline));
	return 0;
}

int source_prove(const struct acquire *a, struct failure *why)
{
	static struct image none; /* nothing is put into it */
	struct acquire here;
	int r = fill(a, &here, why);

	return r < 0 ? r : take(&here, &none, why);
}
