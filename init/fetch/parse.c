/* SPDX-License-Identifier: MIT */
/* parse: from the text that a source publishes to fields that were checked. */
#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "base/text.h"
#include "fetch/channel.h"
#include "fetch/role.h"
#include "pure/kexec_run.h"
#include "pure/nar.h"
#include "pure/parse_msg_source.h"
#include "pure/tar.h"

enum {
	TEXT_MAX = 64 * 1024, /* no list, script or signature is larger */
	LINK_MAX = 8192,      /* what a link says, and a path behind it */
};

/* Each writes its answer to @wire and returns its length, or -EBADMSG with @fault. */
static ssize_t answer_sums(const uint8_t *text, size_t len, uint8_t *wire,
			   struct parse_fault *fault)
{
	static struct sums sums;
	int r = sums_parse(text, len, &sums, fault);

	return r < 0 ? r : (ssize_t)parse_msg_encode_sums(&sums, wire);
}

static ssize_t answer_kexec_boot(const uint8_t *text, size_t len, uint8_t *wire,
				 struct parse_fault *fault)
{
	static struct kexec_boot boot;
	int r = kexec_boot_parse(text, len, &boot, fault);

	return r < 0 ? r : (ssize_t)parse_msg_encode_kexec_boot(&boot, wire);
}

static ssize_t answer_minisig(const uint8_t *text, size_t len, uint8_t *wire,
			      struct parse_fault *fault)
{
	static struct minisigs sigs;
	int r = minisig_parse(text, len, &sigs, fault);

	return r < 0 ? r
		     : (ssize_t)parse_msg_encode_body(PARSE_KIND_MINISIGS, &sigs,
						      sizeof(sigs), wire);
}

static ssize_t answer_run(const uint8_t *text, size_t len, uint8_t *wire,
			  struct parse_fault *fault)
{
	static struct kexec_boot boot;
	int r = kexec_run_parse(text, len, &boot, fault);

	return r < 0 ? r : (ssize_t)parse_msg_encode_kexec_boot(&boot, wire);
}

static ssize_t answer_ipxe(const uint8_t *text, size_t len, uint8_t *wire,
			   struct parse_fault *fault)
{
	static struct ipxe script;
	int r = ipxe_parse(text, len, &script, fault);

	return r < 0 ? r
		     : (ssize_t)parse_msg_encode_body(PARSE_KIND_IPXE, &script,
						      sizeof(script), wire);
}

static ssize_t answer_narinfo(const uint8_t *text, size_t len, uint8_t *wire,
			      struct parse_fault *fault)
{
	static struct narinfo info;
	int r = narinfo_parse(text, len, &info, fault);

	return r < 0 ? r
		     : (ssize_t)parse_msg_encode_body(PARSE_KIND_NARINFO, &info,
						      sizeof(info), wire);
}

static ssize_t answer_cache(const uint8_t *text, size_t len, uint8_t *wire,
			    struct parse_fault *fault)
{
	int r = nix_cache_info_check(text, len, fault);

	return r < 0 ? r
		     : (ssize_t)parse_msg_encode_body(PARSE_KIND_NOTHING, "", 0, wire);
}

static const struct {
	const char *name;
	ssize_t (*answer)(const uint8_t *text, size_t len, uint8_t *wire,
			  struct parse_fault *fault);
} questions[] = {
	{ "sums", answer_sums },
	{ "kexec-boot", answer_kexec_boot },
	{ "minisig", answer_minisig },
	{ "run", answer_run },
	{ "ipxe", answer_ipxe },
	{ "narinfo", answer_narinfo },
	{ "nix-cache-info", answer_cache },
};

static enum role_exit answer(size_t question)
{
	static uint8_t input[TEXT_MAX], wire[PARSE_ANSWER_MAX];
	struct parse_fault fault;
	ssize_t n = channel_read_all(input, sizeof(input));

	if (n < 0) {
		channel_answer_fault(
			n == -EFBIG ? PARSE_FAULT_INPUT : PARSE_FAULT_INTERNAL,
			n == -EFBIG ? "larger than 64 KiB" : "cannot be read");
		return ROLE_FAILED;
	}
	n = questions[question].answer(input, (size_t)n, wire, &fault);
	if (n < 0) {
		(void)!channel_write(wire, parse_msg_encode_fault(&fault, wire));
		return ROLE_FAILED;
	}
	return channel_write(wire, (size_t)n) < 0 ? ROLE_FAILED : ROLE_DONE;
}

static int read_exactly(void *unused, void *to, size_t len)
{
	uint8_t *at = to;

	(void)unused;
	while (len > 0) {
		ssize_t n = channel_read(at, len);

		if (n <= 0)
			return n < 0 ? (int)n : -ENODATA;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

/* An archive is not kept: it goes by, and where its members are is written down. */
static enum role_exit answer_archive(const char *nar_path)
{
	static uint8_t wire[PARSE_ANSWER_MAX];
	static struct members members;
	struct stream stream = { .read = read_exactly };
	struct parse_fault fault;
	int r = nar_path ? nar_list(&stream, nar_path, &members, &fault)
			 : tar_list(&stream, &members, &fault);
	size_t len = r < 0 ? parse_msg_encode_fault(&fault, wire)
			   : parse_msg_encode_body(PARSE_KIND_MEMBERS, &members,
						   sizeof(members), wire);

	return channel_write(wire, len) < 0 || r < 0 ? ROLE_FAILED : ROLE_DONE;
}

/* Where a link of a store path leads, that was found at @at. */
static enum role_exit answer_link(const char *at)
{
	static uint8_t wire[PARSE_ANSWER_MAX];
	char text[LINK_MAX];
	struct store_place from, to = { .name = "" };
	struct parse_fault fault;
	ssize_t n = channel_read_all(text, sizeof(text));

	if (n < 0) {
		channel_answer_fault(PARSE_FAULT_INPUT, "a link that is too long");
		return ROLE_FAILED;
	}
	int r = store_place_parse(at, strlen(at), &from, &fault);

	if (r == 0)
		r = store_place_follow(&from, text, (size_t)n, &to, &fault);
	size_t len = r < 0 ? parse_msg_encode_fault(&fault, wire)
			   : parse_msg_encode_body(PARSE_KIND_STORE_PLACE, &to,
						   sizeof(to), wire);

	return channel_write(wire, len) < 0 || r < 0 ? ROLE_FAILED : ROLE_DONE;
}

enum role_exit parse_run(const struct role_options *options)
{
	static const char nar[] = "nar:", link[] = "link:";

	for (size_t i = 0; i < ARRAY_LEN(questions); i++)
		if (strcmp(options->subject, questions[i].name) == 0)
			return answer(i);
	if (strcmp(options->subject, "tar") == 0)
		return answer_archive(NULL);
	if (text_starts_with(options->subject, nar))
		return answer_archive(options->subject + sizeof(nar) - 1);
	if (text_starts_with(options->subject, link))
		return answer_link(options->subject + sizeof(link) - 1);
	return ROLE_USAGE;
}
