/* SPDX-License-Identifier: MIT */
/* Signatures are checked by the unprivileged `verify`, one a process. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/minisig.h"
#include "pure/parse_msg.h"

/* Returns 0 if the signature is good, -EKEYREJECTED if it is not, or -errno: not known. */
must_check int verifier_ed25519(const uint8_t key[static ED25519_KEY_LEN],
				const uint8_t signature[static ED25519_SIGNATURE_LEN],
				const void *message, size_t len);

/* The digest that minisign signs.  Returns 0 or -errno. */
must_check int verifier_blake2b(const void *bytes, size_t len,
				uint8_t ret[static BLAKE2B_LEN]);
