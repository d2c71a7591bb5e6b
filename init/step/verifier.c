/* SPDX-License-Identifier: MIT */
#include "step/verifier.h"

#include <errno.h>

#include "base/attr.h"
#include "step/ask.h"
#include "step/paths.h"

/* One answer is being read at a time, and it is too large for a stack. */
static uint8_t answer[PARSE_ANSWER_MAX];

static ssize_t ask_verify(const char *what, const struct ask_part *parts, size_t count)
{
	const char *words[] = { what, NULL };
	const struct ask question = {
		.program = PATH_LIB "/verify",
		.words = words,
		.parts = parts,
		.part_count = count,
	};

	return ask(&question, answer);
}

int verifier_ed25519(const uint8_t key[static ED25519_KEY_LEN],
		     const uint8_t signature[static ED25519_SIGNATURE_LEN],
		     const void *message, size_t len)
{
	const uint8_t wire_len[] = { (uint8_t)len, (uint8_t)(len >> 8),
				     (uint8_t)(len >> 16), (uint8_t)(len >> 24) };
	const struct ask_part parts[] = {
		{ key, ED25519_KEY_LEN },
		{ signature, ED25519_SIGNATURE_LEN },
		{ wire_len, sizeof(wire_len) },
		{ message, len },
	};
	struct parse_fault fault;
	enum verify_verdict verdict;
	ssize_t n = ask_verify("ed25519", parts, ARRAY_LEN(parts));

	if (n < 0)
		return (int)n;
	int r = parse_msg_decode_verdict(answer, (size_t)n, &verdict, &fault);

	if (r < 0)
		return r;
	return verdict == VERIFY_VALID ? 0 : -EKEYREJECTED;
}

int verifier_blake2b(const void *bytes, size_t len, uint8_t ret[static BLAKE2B_LEN])
{
	const struct ask_part part = { bytes, len };
	struct parse_fault fault;
	ssize_t n = ask_verify("blake2b", &part, 1);

	return n < 0 ? (int)n
		     : parse_msg_decode_body(PARSE_KIND_BLAKE2B, answer, (size_t)n, ret,
					     BLAKE2B_LEN, &fault);
}
