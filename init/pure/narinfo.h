/* SPDX-License-Identifier: MIT */
/* What a Nix binary cache says about a store path, and who signed that. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/digest_text.h"
#include "pure/minisig.h"
#include "pure/nix_text.h"
#include "pure/parse_fault.h"
#include "pure/trust.h"

enum {
	NARINFO_FILE_MAX = 64 * 1024,
	NARINFO_URL_MAX = 512,
	NARINFO_REFERENCES_MAX = 32, /* a netboot image's parts have hardly any */
	NARINFO_SIGNATURES_MAX = 8,
	NARINFO_FINGERPRINT_MAX = 10 * 1024,
};

struct narinfo_signature {
	char name[TRUST_NAME_MAX]; /* of the key */
	uint8_t bytes[ED25519_SIGNATURE_LEN];
};

struct narinfo {
	char name[NIX_NAME_MAX]; /* of the store path */
	/* nobody signed these four: where the NAR is, relative to the cache, and what it is
	 * there, compressed; @file_size 0: not said */
	char url[NARINFO_URL_MAX];
	uint32_t has_file_hash;
	uint8_t file_hash[SHA256_BYTES];
	uint64_t file_size;
	/* what it is unpacked */
	uint8_t nar_hash[SHA256_BYTES];
	uint64_t nar_size;
	uint32_t reference_count, signature_count;
	char references[NARINFO_REFERENCES_MAX][NIX_NAME_MAX];
	struct narinfo_signature signatures[NARINFO_SIGNATURES_MAX];
};

/* Returns 0, or -EBADMSG and fills @fault. */
must_check int narinfo_parse(const void *bytes, size_t len, struct narinfo *ret,
			     struct parse_fault *fault);

/* Are all fields what narinfo_parse() could have returned? */
bool narinfo_is_valid(const struct narinfo *info);

/* Is @name the path itself, or one that it refers to? */
bool narinfo_refers_to(const struct narinfo *info, const char *name);

/* The text that is signed.  Returns its length, or -EMSGSIZE. */
must_check int narinfo_fingerprint(const struct narinfo *info,
				   char ret[static NARINFO_FINGERPRINT_MAX]);

/* A cache's own description.  Returns 0 if its store is /nix/store, or -EBADMSG. */
must_check int nix_cache_info_check(const void *bytes, size_t len,
				    struct parse_fault *fault);
