/* SPDX-License-Identifier: MIT */
#include "step/parser.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "pure/parse_fault.h"
#include "pure/parse_msg_source.h"
#include "step/ask.h"
#include "step/paths.h"

/* One answer is being read at a time, and it is too large for a stack. */
static uint8_t answer[PARSE_ANSWER_MAX];

static ssize_t ask_parts(const char *what, const struct ask_part *parts, size_t count)
{
	const char *words[] = { what, NULL };
	const struct ask question = {
		.program = PATH_LIB "/parse",
		.words = words,
		.parts = parts,
		.part_count = count,
	};

	return ask(&question, answer);
}

static ssize_t ask_about(const char *what, const struct parser_input *in)
{
	return ask_parts(what, &(struct ask_part){ in->bytes, in->len }, 1);
}

/* @r: of the question or of the answer. */
static int explain(const struct parser_input *in, enum failure_code code, int r,
		   const struct parse_fault *fault, struct failure *why)
{
	char shown[PARSE_FAULT_SHOWN_MAX];

	if (r == 0)
		return 0;
	if (r != -ENODATA)
		return failure_set(why, FAILURE_WORKER_DIED, in->url, "parse: %s",
				   r == -EBADMSG ? "no valid answer" : strerror(-r));
	if (fault->code == PARSE_FAULT_INTERNAL)
		return failure_set(why, FAILURE_INTERNAL, in->url, "parse: %s",
				   fault->text);
	parse_fault_text(fault, shown);
	return failure_set(why, code, in->url, "%s", shown);
}

int parser_sums(const struct parser_input *in, struct sums *ret, struct failure *why)
{
	struct parse_fault fault = { .code = PARSE_FAULT_INTERNAL };
	ssize_t n = ask_about("sums", in);
	int r = n < 0 ? (int)n : parse_msg_decode_sums(answer, (size_t)n, ret, &fault);

	return explain(in, FAILURE_SOURCE_SUMS, r, &fault, why);
}

static int read_script(const char *what, const struct parser_input *in,
		       struct kexec_boot *ret, struct failure *why)
{
	struct parse_fault fault = { .code = PARSE_FAULT_INTERNAL };
	ssize_t n = ask_about(what, in);
	int r = n < 0 ? (int)n
		      : parse_msg_decode_kexec_boot(answer, (size_t)n, ret, &fault);

	return explain(in, FAILURE_SOURCE_CMDLINE, r, &fault, why);
}

int parser_kexec_boot(const struct parser_input *in, struct kexec_boot *ret,
		      struct failure *why)
{
	return read_script("kexec-boot", in, ret, why);
}

int parser_run(const struct parser_input *in, struct kexec_boot *ret, struct failure *why)
{
	return read_script("run", in, ret, why);
}

int parser_ipxe(const struct parser_input *in, struct ipxe *ret, struct failure *why)
{
	struct parse_fault fault = { .code = PARSE_FAULT_INTERNAL };
	ssize_t n = ask_about("ipxe", in);
	int r = n < 0 ? (int)n : parse_msg_decode_ipxe(answer, (size_t)n, ret, &fault);

	return explain(in, FAILURE_SOURCE_SCRIPT, r, &fault, why);
}

static int read_archive(const char *what, enum failure_code code,
			const struct parser_input *in, struct members *ret,
			struct failure *why)
{
	struct parse_fault fault = { .code = PARSE_FAULT_INTERNAL };
	ssize_t n = ask_about(what, in);
	int r = n < 0 ? (int)n
		      : parse_msg_decode_members(answer, (size_t)n, in->len, ret, &fault);

	return explain(in, code, r, &fault, why);
}

int parser_tar(const struct parser_input *in, struct members *ret, struct failure *why)
{
	return read_archive("tar", FAILURE_SOURCE_ARCHIVE, in, ret, why);
}

int parser_nar(const struct parser_input *in, const char *path, struct members *ret,
	       struct failure *why)
{
	char what[sizeof("nar:") + MEMBER_PATH_MAX];

	(void)snprintf(what, sizeof(what), "nar:%s", path);
	return read_archive(what, FAILURE_SOURCE_NIX, in, ret, why);
}

int parser_link(const struct parser_input *in, const struct store_place *at,
		const char *rest, struct store_place *ret, struct failure *why)
{
	const struct ask_part parts[] = { { in->bytes, in->len },
					  { rest, strlen(rest) } };
	char what[sizeof("link:") + NIX_NAME_MAX + MEMBER_PATH_MAX];
	struct parse_fault fault = { .code = PARSE_FAULT_INTERNAL };

	(void)snprintf(what, sizeof(what), "link:%s/%s", at->name, at->path);
	ssize_t n = ask_parts(what, parts, ARRAY_LEN(parts));
	int r = n < 0 ? (int)n : parse_msg_decode_place(answer, (size_t)n, ret, &fault);

	return explain(in, FAILURE_SOURCE_NIX, r, &fault, why);
}

int parser_minisig(const struct parser_input *in, struct minisigs *ret,
		   struct failure *why)
{
	struct parse_fault fault = { .code = PARSE_FAULT_INTERNAL };
	ssize_t n = ask_about("minisig", in);
	int r = n < 0 ? (int)n
		      : parse_msg_decode_minisigs(answer, (size_t)n, ret, &fault);

	return explain(in, FAILURE_VERIFY_SIGNATURE, r, &fault, why);
}

int parser_narinfo(const struct parser_input *in, struct narinfo *ret,
		   struct failure *why)
{
	struct parse_fault fault = { .code = PARSE_FAULT_INTERNAL };
	ssize_t n = ask_about("narinfo", in);
	int r = n < 0 ? (int)n : parse_msg_decode_narinfo(answer, (size_t)n, ret, &fault);

	return explain(in, FAILURE_SOURCE_NIX, r, &fault, why);
}

int parser_cache_info(const struct parser_input *in, struct failure *why)
{
	struct parse_fault fault = { .code = PARSE_FAULT_INTERNAL };
	uint8_t nothing;
	ssize_t n = ask_about("nix-cache-info", in);
	int r = n < 0 ? (int)n
		      : parse_msg_decode_body(PARSE_KIND_NOTHING, answer, (size_t)n,
					      &nothing, 0, &fault);

	return explain(in, FAILURE_SOURCE_NIX, r, &fault, why);
}
