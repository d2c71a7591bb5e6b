/* SPDX-License-Identifier: MIT */
#include "step/acquire.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "pure/ram.h"
#include "sys/io.h"
#include "sys/log.h"

enum {
	MEMINFO_SIZE = 8192,
	ALIGN = 4, /* where the kernel looks for the next archive of an initrd */
	PIECE = 1 << 20,
};

int acquire_compare(const struct wanted *w, const uint8_t got[static SHA256_BYTES],
		    struct failure *why)
{
	char want_hex[SHA256_HEX_SIZE], got_hex[SHA256_HEX_SIZE];

	if (!w->sha256)
		return 0;
	text_to_hex(w->sha256, SHA256_BYTES, want_hex);
	text_to_hex(got, SHA256_BYTES, got_hex);
	if (memcmp(w->sha256, got, SHA256_BYTES) != 0)
		return failure_set(why, FAILURE_VERIFY_DIGEST, w->url,
				   "sha256 is %s, %s says %s", got_hex, w->whose,
				   want_hex);
	log_line("verify: %s: %s matches %s", w->name, got_hex, w->whose);
	return 0;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): what an object points to is written */
static int fetch(const struct acquire *a, const struct wanted *w, uint8_t *to,
		 size_t *ret_len, struct failure *why)
{
	struct object_bytes got = { .len = 0 };
	const struct object o = {
		.url = w->url,
		.name = w->name,
		.config = a->config,
		.max_bytes = w->max_bytes,
		.to = to,
		.report_fd = a->report_fd,
	};
	int r = object_fetch(&o, &got, why);

	if (r == 0)
		r = acquire_compare(w, got.sha256, why);
	if (r == 0)
		*ret_len = (size_t)got.len;
	return r;
}

int acquire_text(const struct acquire *a, const struct wanted *w, struct text *ret,
		 struct failure *why)
{
	struct wanted capped = *w;

	capped.max_bytes = sizeof(ret->bytes);
	return fetch(a, &capped, ret->bytes, &ret->len, why);
}

int acquire_reserve(struct memory *ret, uint64_t room, const char *name,
		    struct failure *why)
{
	int r = memory_reserve(ret, room);

	return r < 0 ? failure_set(why, FAILURE_RAM, name, "%s", strerror(-r)) : 0;
}

int acquire_append(const struct acquire *a, const struct wanted *w, struct memory *m,
		   struct failure *why)
{
	size_t at = (m->len + ALIGN - 1) / ALIGN * ALIGN, len = 0;
	struct wanted capped = *w;

	if (w->max_bytes > m->room - at)
		capped.max_bytes = m->room - at;
	int r = fetch(a, &capped, m->bytes + at, &len, why);

	if (r == 0)
		m->len = at + len;
	return r;
}

int acquire_move_out(struct memory *archive, uint64_t offset, uint64_t len,
		     struct memory *ret, struct failure *why)
{
	cleanup_memory struct memory m = { .bytes = NULL };
	uint64_t dropped = (offset + MEMORY_PAGE - 1) / MEMORY_PAGE * MEMORY_PAGE;

	if (len == 0)
		return failure_set(why, FAILURE_FETCH_EMPTY, "the archive",
				   "its kernel or initrd has no bytes");
	int r = acquire_reserve(&m, len, "the archive", why);

	for (uint64_t at = 0; r == 0 && at < len; at += PIECE) {
		uint64_t piece = len - at < PIECE ? len - at : PIECE;
		uint64_t end = (offset + at + piece) / MEMORY_PAGE * MEMORY_PAGE;

		memcpy(m.bytes + at, archive->bytes + offset + at, piece);
		if (end > dropped)
			memory_drop(archive->bytes + dropped, end - dropped);
		dropped = end > dropped ? end : dropped;
	}
	if (r < 0)
		return r;
	m.len = len;
	*ret = m;
	m.bytes = NULL; /* the caller's now */
	return 0;
}

uint64_t acquire_ask_size(const struct acquire *a, const char *url, const char *name)
{
	struct failure why = { .code = FAILURE_NONE };
	int64_t bytes = -1;
	const struct object o = {
		.url = url,
		.name = name ? name : url,
		.config = a->config,
		.max_bytes = ACQUIRE_IMAGE_MAX,
		.report_fd = a->report_fd,
	};

	if (object_size(&o, &bytes, &why) == 0 && bytes > 0)
		return (uint64_t)bytes;
	if (name)
		log_line("fetch: %s: its size is not known (%s): memory is not checked "
			 "before the download",
			 name,
			 why.code == FAILURE_NONE ? "the server does not say" : why.why);
	return 0;
}

static int read_ram(struct ram *ret)
{
	char meminfo[MEMINFO_SIZE];
	ssize_t n = io_read_file("/proc/meminfo", meminfo, sizeof(meminfo));

	return n < 0 ? (int)n : ram_from_meminfo(meminfo, ret);
}

int acquire_check_ram(const struct acquire *a, uint64_t kernel_bytes,
		      uint64_t initrd_bytes, const char *name, struct failure *why)
{
	struct ram ram = { .kernel_bytes = kernel_bytes, .initrd_bytes = initrd_bytes };

	if (read_ram(&ram) < 0)
		return failure_set(why, FAILURE_INTERNAL, "/proc/meminfo",
				   "is not readable");
	return ram_check(&ram, a->way, name, why);
}

int acquire_check_reach(const struct acquire *a, struct failure *why)
{
	if (!a->reach || a->config->may_be_unreachable)
		return 0;
	return reach_check(a->reach, a->url, why);
}

bool acquire_is_missing(enum failure_code code)
{
	return code == FAILURE_FETCH_HTTP || code == FAILURE_DISK_FILE;
}

uint64_t acquire_available_bytes(void)
{
	struct ram ram = { .available_bytes = 0 };

	/* what cannot be known is not what a download fails of */
	if (read_ram(&ram) < 0 || ram.available_bytes > ACQUIRE_IMAGE_MAX)
		return ACQUIRE_IMAGE_MAX;
	return ram.available_bytes;
}
