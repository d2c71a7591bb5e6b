/* SPDX-License-Identifier: MIT */
/*
 * One object of a source: its bytes as the server has them, hashed while they arrive.  The
 * unprivileged `fetch` delivers them and is not believed; what they are worth, the digest
 * says.  A connection that breaks is taken up again where it broke.  file: URLs are read
 * from the initrd itself.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/config.h"
#include "pure/digest_text.h"
#include "pure/failure.h"
#include "pure/parse_msg.h"

struct object {
	const char *url;
	const char *name;            /* for people */
	const struct config *config; /* proxy, whom TLS trusts */
	uint64_t max_bytes;          /* more is refused */
	uint8_t *to;                 /* where the bytes go */
	/* Unpack gzip, xz and zstd on the way.  @to then has room for this many bytes; else,
	 * with 0, for @max_bytes. */
	uint64_t max_decoded_bytes;
	bool wants_blake2b;
	int report_fd; /* told about progress */
};

struct object_bytes {
	uint64_t len;                         /* of what stands at object.to */
	uint8_t sha256[SHA256_BYTES];         /* as they are on the server */
	uint8_t decoded_sha256[SHA256_BYTES]; /* as they stand at object.to */
	uint8_t blake2b[BLAKE2B_LEN];         /* with object.wants_blake2b */
};

/* Returns 0, or -EIO with @why. */
must_check int object_fetch(const struct object *o, struct object_bytes *ret,
			    struct failure *why);

/* Ask for its size without its bytes: advice, not proof.  @ret_bytes becomes -1 if nobody
 * says.  Returns 0, or -EIO with @why. */
must_check int object_size(const struct object *o, int64_t *ret_bytes,
			   struct failure *why);
