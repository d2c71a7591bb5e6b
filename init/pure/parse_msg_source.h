/* SPDX-License-Identifier: MIT */
/* Answers about what the sources publish: as in parse_msg.h, every field is checked again. */
#pragma once

#include "base/attr.h"
#include "pure/ipxe.h"
#include "pure/members.h"
#include "pure/minisig.h"
#include "pure/narinfo.h"
#include "pure/parse_msg.h"
#include "pure/store_place.h"

/* Each takes all bytes of an answer.  Returns 0, -ENODATA with @fault, or -EBADMSG; @ret is
 * then without meaning. */
must_check int parse_msg_decode_minisigs(const void *bytes, size_t len,
					 struct minisigs *ret, struct parse_fault *fault);
must_check int parse_msg_decode_ipxe(const void *bytes, size_t len, struct ipxe *ret,
				     struct parse_fault *fault);
must_check int parse_msg_decode_narinfo(const void *bytes, size_t len,
					struct narinfo *ret, struct parse_fault *fault);

must_check int parse_msg_decode_place(const void *bytes, size_t len,
				      struct store_place *ret, struct parse_fault *fault);

/* Every member is within an archive of @size bytes. */
must_check int parse_msg_decode_members(const void *bytes, size_t len, uint64_t size,
					struct members *ret, struct parse_fault *fault);
