/* SPDX-License-Identifier: MIT */
#include "step/source_tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "pure/bzimage.h"
#include "pure/ram.h"
#include "pure/sums.h"
#include "pure/url.h"
#include "step/object.h"
#include "step/parser.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/memory.h"

enum {
	KERNEL_MAX = 256 << 20, /* Debian's has 8 MiB; one with everything built in, 60 */
	MEMINFO_SIZE = 8192,
	TEXT_MAX = 64 * 1024,
};

/* newc itself holds no file of 4 GiB, but a netboot image is several of them. */
#define INITRD_MAX (16ULL << 30)

_Static_assert((int)SUMS_FILE_MAX <= (int)TEXT_MAX &&
		       (int)KEXEC_BOOT_FILE_MAX <= (int)TEXT_MAX,
	       "both texts fit");

struct tree {
	const struct config *config;
	const char *base;
	int report_fd;
	struct sums sums;
	struct kexec_boot boot;
};

static int url_of(const struct tree *t, const char *name, char ret[static URL_MAX],
		  struct failure *why)
{
	if (url_join(t->base, name, ret, URL_MAX) < 0)
		return failure_set(why, FAILURE_CONFIG_URL, t->base,
				   "no URL of a folder, or too long with '%s'", name);
	return 0;
}

static int compare(const char *url, const char *name,
		   const uint8_t want[static SHA256_BYTES],
		   const uint8_t got[static SHA256_BYTES], const char *whose,
		   struct failure *why)
{
	char want_hex[SHA256_HEX_SIZE], got_hex[SHA256_HEX_SIZE];

	text_to_hex(want, SHA256_BYTES, want_hex);
	text_to_hex(got, SHA256_BYTES, got_hex);
	if (memcmp(want, got, SHA256_BYTES) != 0)
		return failure_set(why, FAILURE_VERIFY_DIGEST, url,
				   "sha256 is %s, %s says %s", got_hex, whose, want_hex);
	log_line("verify: %s: %s matches %s", name, got_hex, whose);
	return 0;
}

struct text {
	uint8_t bytes[TEXT_MAX];
	size_t len;
};

/* A small text of the tree, of at most @max bytes, checked against @want. */
static int fetch_text(struct tree *t, const char *name, size_t max, const uint8_t *want,
		      struct text *ret, struct failure *why)
{
	const char *whose = want == t->config->sha256 ? "nixos.sha256=" : "SHA256SUMS";
	char url[URL_MAX];
	struct object_bytes got;
	int r = url_of(t, name, url, why);

	if (r < 0)
		return r;
	struct object o = {
		.url = url,
		.name = name,
		.proxy = t->config->proxy,
		.max_bytes = max,
		.to = ret->bytes,
		.report_fd = t->report_fd,
	};

	r = object_fetch(&o, &got, why);
	if (r == 0)
		r = compare(url, name, want, got.sha256, whose, why);
	if (r == 0)
		ret->len = (size_t)got.len;
	return r;
}

static int digest_of_name(const struct tree *t, const char *name, const uint8_t **ret,
			  struct failure *why)
{
	*ret = sums_find(&t->sums, name);
	if (!*ret)
		return failure_set(why, FAILURE_TRUST_PARTIAL, name,
				   "SHA256SUMS does not name it, so nothing says what it "
				   "should be");
	return 0;
}

static int fetch_lists(struct tree *t, struct failure *why)
{
	static struct text text; /* too large for a stack */
	const uint8_t *want;
	int r = fetch_text(t, "SHA256SUMS", SUMS_FILE_MAX, t->config->sha256, &text, why);

	if (r == 0)
		r = parser_sums("SHA256SUMS", text.bytes, text.len, &t->sums, why);
	if (r == 0)
		r = digest_of_name(t, "kexec-boot", &want, why);
	if (r == 0)
		r = fetch_text(t, "kexec-boot", KEXEC_BOOT_FILE_MAX, want, &text, why);
	if (r == 0)
		r = parser_kexec_boot("kexec-boot", text.bytes, text.len, &t->boot, why);
	return r;
}

/* What a server says about sizes is advice, enough to refuse a hopeless download. */
static uint64_t ask_size(struct tree *t, const char *name)
{
	char url[URL_MAX];
	struct failure why = { .code = FAILURE_NONE };
	int64_t bytes = -1;
	struct object o = {
		.url = url,
		.name = name,
		.proxy = t->config->proxy,
		.max_bytes = INITRD_MAX,
		.report_fd = t->report_fd,
	};

	if (url_of(t, name, url, &why) == 0 && object_size(&o, &bytes, &why) == 0 &&
	    bytes > 0)
		return (uint64_t)bytes;
	log_line(
		"fetch: %s: its size is not known (%s): memory is not checked before the "
		"download",
		name, why.code == FAILURE_NONE ? "the server does not say" : why.why);
	return 0;
}

static int check_ram(struct tree *t, enum load_way way, struct failure *why)
{
	char meminfo[MEMINFO_SIZE];
	struct ram ram = {
		.kernel_bytes = ask_size(t, t->boot.kernel),
		.initrd_bytes = ask_size(t, t->boot.initrd),
	};

	if (io_read_file("/proc/meminfo", meminfo, sizeof(meminfo)) < 0 ||
	    ram_from_meminfo(meminfo, &ram) < 0)
		return failure_set(why, FAILURE_INTERNAL, "/proc/meminfo",
				   "is not readable");
	return ram_check(&ram, way, t->boot.initrd, why);
}

static int fetch_file(struct tree *t, const char *name, uint64_t max, struct memory *ret,
		      struct failure *why)
{
	cleanup_memory struct memory memory = { .bytes = NULL };
	char url[URL_MAX];
	const uint8_t *want;
	struct object_bytes got;
	int r = digest_of_name(t, name, &want, why);

	if (r == 0)
		r = url_of(t, name, url, why);
	if (r < 0)
		return r;
	r = memory_reserve(&memory, max);
	if (r < 0)
		return failure_set(why, FAILURE_RAM, name, "%s", strerror(-r));
	struct object o = {
		.url = url,
		.name = name,
		.proxy = t->config->proxy,
		.max_bytes = max,
		.to = memory.bytes,
		.report_fd = t->report_fd,
	};

	r = object_fetch(&o, &got, why);
	if (r == 0)
		r = compare(url, name, want, got.sha256, "SHA256SUMS", why);
	if (r < 0)
		return r;
	memory.len = got.len;
	r = memory_seal(&memory);
	if (r < 0)
		return failure_set(why, FAILURE_INTERNAL, name, "cannot be sealed: %s",
				   strerror(-r));
	*ret = memory;
	memory.bytes = NULL; /* the caller's now */
	return 0;
}

int source_tree_acquire(const struct config *config, const char *base, enum load_way way,
			int report_fd, struct verdict *ret, struct failure *why)
{
	static struct tree t; /* 20 KiB; a loader takes one tree at a time */
	cleanup_verdict struct verdict v = { .kernel = { .bytes = NULL } };

	t = (struct tree){ .config = config, .base = base, .report_fd = report_fd };
	int r = fetch_lists(&t, why);

	if (r == 0)
		r = check_ram(&t, way, why);
	if (r == 0)
		r = fetch_file(&t, t.boot.kernel, KERNEL_MAX, &v.kernel, why);
	if (r == 0)
		r = fetch_file(&t, t.boot.initrd, INITRD_MAX, &v.initrd, why);
	if (r < 0)
		return r;
	(void)memcpy(v.cmdline, t.boot.cmdline, sizeof(v.cmdline));
	v.is = VERDICT_HOLDS;
	*ret = v;
	v.kernel.bytes = v.initrd.bytes = NULL; /* the caller's now */
	return 0;
}

static int prove_file(struct tree *t, const char *name, uint64_t *ret_bytes,
		      struct failure *why)
{
	char url[URL_MAX];
	const uint8_t *unused;
	int64_t bytes = -1;
	struct object o = {
		.url = url,
		.name = name,
		.proxy = t->config->proxy,
		.max_bytes = INITRD_MAX,
		.report_fd = t->report_fd,
	};
	int r = digest_of_name(t, name, &unused, why);

	if (r == 0)
		r = url_of(t, name, url, why);
	if (r == 0)
		r = object_size(&o, &bytes, why);
	if (r == 0)
		*ret_bytes = bytes > 0 ? (uint64_t)bytes : 0;
	return r;
}

int source_tree_prove(const struct config *config, const char *base,
		      uint64_t *ret_kernel_bytes, uint64_t *ret_initrd_bytes,
		      struct failure *why)
{
	static struct tree t;

	t = (struct tree){ .config = config, .base = base, .report_fd = -1 };
	int r = fetch_lists(&t, why);

	if (r == 0)
		r = prove_file(&t, t.boot.kernel, ret_kernel_bytes, why);
	if (r == 0)
		r = prove_file(&t, t.boot.initrd, ret_initrd_bytes, why);
	return r;
}
