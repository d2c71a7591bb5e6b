/* SPDX-License-Identifier: MIT */
/* Published files are read by the unprivileged `parse`; its answers are checked again. */
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "pure/failure.h"
#include "pure/ipxe.h"
#include "pure/kexec_boot.h"
#include "pure/members.h"
#include "pure/minisig.h"
#include "pure/narinfo.h"
#include "pure/store_place.h"
#include "pure/sums.h"

/* What is read, and what it is called in a failure. */
struct parser_input {
	const char *url;
	const void *bytes;
	size_t len;
};

/* Each takes bytes whose digest or signature held.  Returns 0, or -EIO with @why. */
must_check int parser_sums(const struct parser_input *in, struct sums *ret,
			   struct failure *why);
must_check int parser_kexec_boot(const struct parser_input *in, struct kexec_boot *ret,
				 struct failure *why);
must_check int parser_run(const struct parser_input *in, struct kexec_boot *ret,
			  struct failure *why);
must_check int parser_ipxe(const struct parser_input *in, struct ipxe *ret,
			   struct failure *why);
must_check int parser_tar(const struct parser_input *in, struct members *ret,
			  struct failure *why);
must_check int parser_nar(const struct parser_input *in, const char *path,
			  struct members *ret, struct failure *why);
/* @in: what a link says that was found at @at; @rest: what is wanted behind it, "/b" or "". */
must_check int parser_link(const struct parser_input *in, const struct store_place *at,
			   const char *rest, struct store_place *ret,
			   struct failure *why);

/* The same of what nothing covers: it is what the proof is made from. */
must_check int parser_minisig(const struct parser_input *in, struct minisigs *ret,
			      struct failure *why);
must_check int parser_narinfo(const struct parser_input *in, struct narinfo *ret,
			      struct failure *why);
must_check int parser_cache_info(const struct parser_input *in, struct failure *why);
