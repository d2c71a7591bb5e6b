/* SPDX-License-Identifier: MIT */
/*
 * What is published as text, cut off after each byte and with each bit flipped: nothing is
 * read behind its end, and what is still taken is what a loader would take from `parse`.
 * (Archives: test_archives.c and test_nar.c; URLs: test_url.c.)
 */
#include <ctype.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/digest_text.h"
#include "pure/kexec_run.h"
#include "pure/parse_msg_source.h"

#define HEX "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SRI "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static uint8_t wire[PARSE_ANSWER_MAX];
static struct parse_fault fault;

/*
 * Each parses a text and lets its answer through the pipe.  Returns 0, or -EBADMSG if the
 * text is refused; anything else: the parser lets through what the loader does not take.
 * @ret is what was read, for comparing.
 */
union taken {
	struct sums sums;
	struct kexec_boot boot;
	struct ipxe ipxe;
	struct minisigs minisigs;
	struct narinfo narinfo;
	uint8_t digest[SHA256_BYTES];
};

static int through_pipe(int r)
{
	return r == 0 ? 0 : -EPROTO;
}

static int take_sums(const char *text, size_t len, union taken *ret)
{
	static struct sums sums;

	if (sums_parse(text, len, &sums, &fault) < 0)
		return -EBADMSG;
	return through_pipe(parse_msg_decode_sums(
		wire, parse_msg_encode_sums(&sums, wire), &ret->sums, &fault));
}

static int send_boot(const struct kexec_boot *boot, union taken *ret)
{
	return through_pipe(parse_msg_decode_kexec_boot(
		wire, parse_msg_encode_kexec_boot(boot, wire), &ret->boot, &fault));
}

static int take_kexec_boot(const char *text, size_t len, union taken *ret)
{
	struct kexec_boot boot;

	memset(&boot, 0, sizeof(boot));
	return kexec_boot_parse(text, len, &boot, &fault) < 0 ? -EBADMSG
							      : send_boot(&boot, ret);
}

static int take_run(const char *text, size_t len, union taken *ret)
{
	struct kexec_boot boot;

	memset(&boot, 0, sizeof(boot));
	return kexec_run_parse(text, len, &boot, &fault) < 0 ? -EBADMSG
							     : send_boot(&boot, ret);
}

static int take_ipxe(const char *text, size_t len, union taken *ret)
{
	static struct ipxe script;

	if (ipxe_parse(text, len, &script, &fault) < 0)
		return -EBADMSG;
	size_t n = parse_msg_encode_body(PARSE_KIND_IPXE, &script, sizeof(script), wire);

	return through_pipe(parse_msg_decode_ipxe(wire, n, &ret->ipxe, &fault));
}

static int take_minisig(const char *text, size_t len, union taken *ret)
{
	static struct minisigs sigs;

	if (minisig_parse(text, len, &sigs, &fault) < 0)
		return -EBADMSG;
	size_t n = parse_msg_encode_body(PARSE_KIND_MINISIGS, &sigs, sizeof(sigs), wire);

	return through_pipe(parse_msg_decode_minisigs(wire, n, &ret->minisigs, &fault));
}

static int take_narinfo(const char *text, size_t len, union taken *ret)
{
	static struct narinfo info;

	if (narinfo_parse(text, len, &info, &fault) < 0)
		return -EBADMSG;
	size_t n = parse_msg_encode_body(PARSE_KIND_NARINFO, &info, sizeof(info), wire);

	return through_pipe(parse_msg_decode_narinfo(wire, n, &ret->narinfo, &fault));
}

static int take_digest(const char *text, size_t len, union taken *ret)
{
	return digest_from_text(text, len, ret->digest) < 0 ? -EBADMSG : 0;
}

static const struct sample {
	const char *name, *text;
	int (*take)(const char *text, size_t len, union taken *ret);
	/* From the first of these on, up to the second, each bit counts: refused, or something else read. */
	const char *counts_from, *counts_to;
	bool is_hex; /* a digit may be of either case */
} samples[] = {
	{ "SHA256SUMS", HEX "  bzImage\n" HEX " *initrd\n", take_sums, HEX, "", true },
	{ "SHA256SUMS, BSD", "SHA256 (bzImage) = " HEX "\nSHA256 (a) = " HEX "\n",
	  take_sums, "bzImage", "", true },
	{ "kexec-boot",
	  "#!/bin/sh\nkexec --load ${SCRIPT_DIR}/bzImage \\\n"
	  "  --initrd=${SCRIPT_DIR}/initrd.gz \\\n"
	  "  --command-line \"init=/nix/store/a-nixos/init loglevel=4\"\nkexec -e\n",
	  take_kexec_boot, NULL, NULL, false },
	{ "run",
	  "#!/bin/sh\nset -e\ninit=\"/nix/store/a-nixos/init\"\n"
	  "kernelParams=\"'console=tty0' quiet 'a=it'\\''s b'\"\necho \"$init\"\n",
	  take_run, NULL, NULL, false },
	{ "netboot.ipxe",
	  "#!ipxe\nkernel https://h/bzImage init=/nix/store/a/init initrd=initrd "
	  "${cmdline}\r\ninitrd initrd\ninitrd b\nboot\n",
	  take_ipxe, NULL, NULL, false },
	{ "minisig",
	  "untrusted comment: signature from minisign\n"
	  "RUQVsoe22FkLiE3DAYodHIvn/cSovFtIAodlShVS5/Zd6DPxydREhkk+oIisgBjGPJrtn4w9gBwW"
	  "6diqgZ124U7A+DxK7NX7swc=\n"
	  "trusted comment: timestamp:1700000000\tfile:SHA256SUMS\thashed\n"
	  "fq5XHjNWNqus/j6VuTO6jYXdd9JwgcbtaOndvMX7MDZMOKNrvEwEBjoEey5QBg9z92EXYaRXW3XlA"
	  "Lpk6QDUDA==\n",
	  take_minisig, "RUQVsoe", "\nfq5XHj", false },
	{ "narinfo",
	  "StorePath: /nix/store/yp5vdihy9m50dkijgs1mxz68vgi260v1-tree\n"
	  "URL: nar/x.nar.xz\nCompression: xz\nNarHash: "
	  "sha256:1vqpl5l3yr4a8am1mjmjan6kw7gxnhqi6i3ylcw3ycvq73rmqfm0\nNarSize: 488\n"
	  "References: \nSig: test.cache-1:3h2GtJ/TYtSvxE+T++Ls0m5wLggAsMQvuggW/jWL+guK3b84"
	  "GWLf4UhcrzN+zSITMfZEoqGzshrBE+AVSXpgAA==\n",
	  take_narinfo, "3h2GtJ", "A==", false },
	{ "SRI", SRI, take_digest, SRI, "=", false },
	{ "hex", HEX, take_digest, HEX, "", true },
};

/* On its own, so that the sanitizer sees an overrun. */
static int take_exactly(const struct sample *s, const char *text, size_t len,
			union taken *ret)
{
	char *exact = malloc(len > 0 ? len : 1);

	assert_non_null(exact);
	memcpy(exact, text, len);
	memset(ret, 0, sizeof(*ret));
	int r = s->take(exact, len, ret);

	free(exact);
	if (r == -EPROTO)
		fail_msg("%s: parse says what the loader refuses", s->name);
	return r;
}

static void test_no_truncation_is_read_beyond_its_end(void **state)
{
	static union taken taken;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		const struct sample *s = &samples[i];

		assert_int_equal(take_exactly(s, s->text, strlen(s->text), &taken), 0);
		for (size_t len = 0; len < strlen(s->text); len++)
			if (take_exactly(s, s->text, len, &taken) == 0 && len == 0)
				fail_msg("%s: nothing at all", s->name);
	}
}

static bool counts(const struct sample *s, size_t bit)
{
	size_t at = bit / 8;

	if (!s->counts_from || (s->is_hex && isalpha((unsigned char)s->text[at]) &&
				1U << bit % 8 == ('a' ^ 'A')))
		return false;
	size_t from = (size_t)(strstr(s->text, s->counts_from) - s->text);
	const char *to = s->counts_to[0] ? strstr(s->text + from, s->counts_to) : NULL;

	return at >= from && (!to || at < (size_t)(to - s->text));
}

static void flip_each_bit(const struct sample *s, union taken *whole,
			  union taken *damaged)
{
	size_t len = strlen(s->text);
	char text[1024];

	assert_true(len < sizeof(text));
	memcpy(text, s->text, len);
	assert_int_equal(take_exactly(s, text, len, whole), 0);
	for (size_t bit = 0; bit < len * 8; bit++) {
		text[bit / 8] = (char)((uint8_t)text[bit / 8] ^ 1U << bit % 8);
		if (take_exactly(s, text, len, damaged) == 0 && counts(s, bit) &&
		    memcmp(whole, damaged, sizeof(*whole)) == 0)
			fail_msg("%s: bit %zu says nothing", s->name, bit);
		text[bit / 8] = s->text[bit / 8];
	}
}

static void test_every_flipped_bit_is_survived_and_none_that_counts_is_lost(void **state)
{
	static union taken whole, damaged;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		flip_each_bit(&samples[i], &whole, &damaged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_truncation_is_read_beyond_its_end),
		cmocka_unit_test(
			test_every_flipped_bit_is_survived_and_none_that_counts_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
