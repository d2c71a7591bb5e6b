/* SPDX-License-Identifier: MIT */
/* What all sources have in common: how an image comes together, byte by proven byte. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/config.h"
#include "pure/failure.h"
#include "pure/kexec_boot.h"
#include "pure/load_way.h"
#include "pure/reach.h"
#include "step/object.h"
#include "sys/memory.h"

enum {
	ACQUIRE_TEXT_MAX = 64 * 1024, /* no list, script or narinfo is larger */
	ACQUIRE_KERNEL_MAX = 256
			     << 20, /* Debian's has 8 MiB; with everything in it, 60 */
};

/* newc itself holds no file of 4 GiB, but a netboot image is several of them. */
#define ACQUIRE_IMAGE_MAX (16ULL << 30)

/* What `takeover` asks before it leaves the host. */
struct sizes {
	uint64_t kernel_bytes, initrd_bytes; /* 0: nobody says */
	bool restores;                       /* as in struct image, or nobody knows yet */
};

struct acquire {
	const struct config *config;
	const char *url; /* one of @config's, for the sources with this machine's facts */
	enum load_way way;
	int report_fd;
	const struct reach *reach; /* NULL: nobody is to be kept from the target */
	struct sizes *prove; /* not NULL: prove what can be without the large files */
};

/* Not to be loaded before all of it is there: step/source.c makes a verdict of it. */
struct image {
	struct memory kernel, initrd; /* owned */
	char cmdline[KEXEC_BOOT_CMDLINE_MAX];
	bool restores; /* it takes over what the host left, as far as its source tells */
};

static inline void image_release(struct image *i)
{
	memory_release(&i->kernel);
	memory_release(&i->initrd);
}

struct text {
	uint8_t bytes[ACQUIRE_TEXT_MAX];
	size_t len;
};

/* A file, and what its bytes must be. */
struct wanted {
	const char *url, *name;
	uint64_t max_bytes;
	const uint8_t *sha256; /* NULL: nobody says, and nobody has to */
	const char *whose;     /* who says so */
};

/* Returns 0, or -EIO with @why. */
must_check int acquire_text(const struct acquire *a, const struct wanted *w,
			    struct text *ret, struct failure *why);

/* Behind what is in @m already, at a multiple of four. */
must_check int acquire_append(const struct acquire *a, const struct wanted *w,
			      struct memory *m, struct failure *why);

must_check int acquire_reserve(struct memory *ret, uint64_t room, const char *name,
			       struct failure *why);

/* Move @len bytes out of an archive; the pages that they took there are given back. */
must_check int acquire_move_out(struct memory *archive, uint64_t offset, uint64_t len,
				struct memory *ret, struct failure *why);

must_check int acquire_compare(const struct wanted *w,
			       const uint8_t got[static SHA256_BYTES],
			       struct failure *why);

/* What the server says about a size, or 0: advice, enough to refuse a hopeless download.
 * @name: what to complain about if it does not say; NULL: nobody minds. */
uint64_t acquire_ask_size(const struct acquire *a, const char *url, const char *name);

must_check int acquire_check_ram(const struct acquire *a, uint64_t kernel_bytes,
				 uint64_t initrd_bytes, const char *name,
				 struct failure *why);

/* Would anybody reach a target that takes nothing over?  Returns 0, or -EIO with @why. */
must_check int acquire_check_reach(const struct acquire *a, struct failure *why);

/* Does that say that there is no such file, which another one may stand for? */
bool acquire_is_missing(enum failure_code code);

/* How much may be unpacked: what does not fit is no image. */
uint64_t acquire_available_bytes(void);
