/* SPDX-License-Identifier: MIT */
/*
 * One object of a source: its bytes as the server has them, hashed while they arrive.  The
 * unprivileged `fetch` delivers them and is not believed; what they are worth, the digest
 * says.  file: URLs are read from the initrd itself.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/digest_text.h"
#include "pure/failure.h"

struct object {
	const char *url;
	const char *name;   /* for people */
	const char *proxy;  /* NULL or empty: none */
	uint64_t max_bytes; /* more is refused */
	uint8_t *to;        /* where the bytes go: room for @max_bytes */
	int report_fd;      /* told about progress */
};

struct object_bytes {
	uint64_t len;
	uint8_t sha256[SHA256_BYTES];
};

/* Returns 0, or -EIO with @why. */
must_check int object_fetch(const struct object *o, struct object_bytes *ret,
			    struct failure *why);

/* Ask for its size without its bytes: advice, not proof.  @ret_bytes becomes -1 if nobody
 * says.  Returns 0, or -EIO with @why. */
must_check int object_size(const struct object *o, int64_t *ret_bytes,
			   struct failure *why);
