/* SPDX-License-Identifier: MIT */
/*
 * Signatures of minisign: a file of four lines, or several of them one behind the other
 * where several people have signed.
 *
 *   untrusted comment: TEXT
 *   base64(algorithm[2] key-id[8] signature[64])
 *   trusted comment: TEXT
 *   base64(signature[64] over the first signature and TEXT)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/parse_fault.h"

enum {
	MINISIG_FILE_MAX = 64 * 1024,
	MINISIG_BLOBS_MAX = 8,
	MINISIG_UNTRUSTED_MAX = 1024, /* lines of minisign itself */
	MINISIG_COMMENT_MAX = 1024,   /* its own default has 60 characters */
	MINISIG_NAME_MAX = 256,
	ED25519_KEY_LEN = 32,
	ED25519_SIGNATURE_LEN = 64,
	MINISIG_ID_LEN = 8,
};

struct minisig {
	uint8_t key_id[MINISIG_ID_LEN];
	uint8_t signature[ED25519_SIGNATURE_LEN]; /* over the BLAKE2b-512 of the file */
	uint8_t global[ED25519_SIGNATURE_LEN];    /* over @signature and @comment */
	char comment[MINISIG_COMMENT_MAX];        /* printable, or a tab */
};

struct minisigs {
	uint32_t count;
	struct minisig blobs[MINISIG_BLOBS_MAX];
};

/* What a trusted comment says by minisign's own convention. */
struct minisig_says {
	bool has_timestamp;
	uint64_t timestamp;          /* Unix seconds */
	char file[MINISIG_NAME_MAX]; /* "": it names none */
};

/* Returns 0, or -EBADMSG and fills @fault.  Nothing of @ret is verified.  A signature in
 * minisign's legacy form (over the file itself) is refused. */
must_check int minisig_parse(const void *bytes, size_t len, struct minisigs *ret,
			     struct parse_fault *fault);

/* Is it a comment as minisig_parse() returns it? */
bool minisig_is_comment(const char *text, size_t len);

/* Read a trusted comment, after its signature held. */
void minisig_comment(const char *comment, struct minisig_says *ret);
