/* SPDX-License-Identifier: MIT */
/*
 * Who says what may be booted: keys, how many of them, since when, and what a build lets
 * pass without any.  What is baked into the initrd can be narrowed, never widened.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/minisig.h"

enum {
	TRUST_KEYS_MAX = 8,
	TRUST_NAME_MAX = 64, /* "cache.nixos.org-1" */
};

enum trust_mode {
	TRUST_VERIFIED, /* a pin or signatures */
	TRUST_TLS,      /* or else a server that TLS has verified */
	TRUST_ANYTHING,
};

struct trust_key {
	char name[TRUST_NAME_MAX];  /* of a Nix key; "": it is minisign's */
	uint8_t id[MINISIG_ID_LEN]; /* of minisign's */
	uint8_t point[ED25519_KEY_LEN];
};

struct trust {
	struct trust_key keys[TRUST_KEYS_MAX], baked[TRUST_KEYS_MAX];
	size_t key_count, baked_count;
	uint64_t threshold;  /* 0: nobody said, so 1 */
	uint64_t not_before; /* Unix seconds; 0: no floor */
	enum trust_mode mode, widest;
	bool any_append; /* may nixos.append= say what starts in the target */
	bool sealed;
	uint64_t sealed_threshold, sealed_not_before;
};

/* "name:base64" is a Nix key, 56 characters of base64 one of minisign.  Returns 0 or
 * -EINVAL. */
must_check int trust_parse_key(const char *text, size_t len, struct trust_key *ret);

/*
 * One word each.  @fresh: the first of its kind on its command line.  Returns 0, -EINVAL,
 * -E2BIG, or -EPERM: it would widen what was sealed.
 */
must_check int trust_set_key(struct trust *t, const char *text, size_t len, bool fresh);
must_check int trust_set_threshold(struct trust *t, const char *text, size_t len);
must_check int trust_set_not_before(struct trust *t, const char *text, size_t len);
must_check int trust_set_mode(struct trust *t, const char *text);
/* What the initrd permits: "tls", "none", "append", with commas between them. */
must_check int trust_set_allowed(struct trust *t, const char *text);

/* Lines of a file of keys: a key each, as minisign or Nix write them.  The same return. */
must_check int trust_add_keys(struct trust *t, const char *text, size_t len);

/* What comes now is from outside of the initrd. */
void trust_seal(struct trust *t);

/* How many keys of that kind must have signed; 0: none has to. */
size_t trust_needed(const struct trust *t, bool is_nix);

/* How many different keys of that kind there are. */
size_t trust_count(const struct trust *t, bool is_nix);
