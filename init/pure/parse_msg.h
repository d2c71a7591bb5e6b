/* SPDX-License-Identifier: MIT */
/*
 * The one answer that `parse` and `verify` write to standard output before they end.
 *
 * They have read foreign bytes, so their answer is foreign too: the reader takes all of it
 * (at most PARSE_ANSWER_MAX bytes), and every field is checked again here as strictly as
 * when it was parsed.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/kexec_boot.h"
#include "pure/parse_fault.h"
#include "pure/sums.h"

enum {
	PARSE_HEADER_LEN = 12, /* magic, kind, count */
	BLAKE2B_LEN = 64,
	PARSE_ANSWER_MAX =
		PARSE_HEADER_LEN + SUMS_ENTRIES_MAX * (SUMS_NAME_MAX + SUMS_DIGEST_LEN),
};

/* Far apart from each other, from 0 and from 1: no flipped bit, no return code of some
 * library and no boolean is taken for a yes. */
enum verify_verdict {
	VERIFY_VALID = 0x56e51f1d,
	VERIFY_INVALID = 0x2a91c6e2,
};

enum parse_kind {
	PARSE_KIND_FAULT = 1,
	PARSE_KIND_SUMS,
	PARSE_KIND_KEXEC_BOOT,
	PARSE_KIND_VERDICT,
	PARSE_KIND_MINISIGS,
	PARSE_KIND_BLAKE2B,
	PARSE_KIND_IPXE,
	PARSE_KIND_MEMBERS,
	PARSE_KIND_NARINFO,
	PARSE_KIND_STORE_PLACE,
	PARSE_KIND_NOTHING, /* there was nothing wrong, and that is all */
};

/* Each returns the answer's length. */
size_t parse_msg_encode_sums(const struct sums *sums, uint8_t ret[PARSE_ANSWER_MAX]);
size_t parse_msg_encode_kexec_boot(const struct kexec_boot *boot,
				   uint8_t ret[PARSE_ANSWER_MAX]);
size_t parse_msg_encode_verdict(enum verify_verdict verdict,
				uint8_t ret[PARSE_ANSWER_MAX]);
size_t parse_msg_encode_fault(const struct parse_fault *fault,
			      uint8_t ret[PARSE_ANSWER_MAX]);

/* A value of fixed size, whose fields parse_msg_source.h checks. */
size_t parse_msg_encode_body(enum parse_kind kind, const void *body, size_t len,
			     uint8_t ret[PARSE_ANSWER_MAX]);

/*
 * Each takes all bytes of an answer.  Returns 0; -ENODATA if the answer is a fault, which is
 * then in @fault, printable; or -EBADMSG if it is no answer at all, or not to this question.
 */
must_check int parse_msg_decode_sums(const void *bytes, size_t len, struct sums *ret,
				     struct parse_fault *fault);
must_check int parse_msg_decode_kexec_boot(const void *bytes, size_t len,
					   struct kexec_boot *ret,
					   struct parse_fault *fault);
must_check int parse_msg_decode_verdict(const void *bytes, size_t len,
					enum verify_verdict *ret,
					struct parse_fault *fault);
must_check int parse_msg_decode_body(enum parse_kind kind, const void *bytes, size_t len,
				     void *ret, size_t ret_len,
				     struct parse_fault *fault);
