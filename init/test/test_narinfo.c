/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "base/text.h"
#include "pure/narinfo.h"

/* A cache that Nix wrote, and what it signed. */
#define NAME "yp5vdihy9m50dkijgs1mxz68vgi260v1-tree"
#define HASH "1vqpl5l3yr4a8am1mjmjan6kw7gxnhqi6i3ylcw3ycvq73rmqfm0"
#define SIG                                                                         \
	"test.cache-1:3h2GtJ/TYtSvxE+T++Ls0m5wLggAsMQvuggW/jWL+guK3b84GWLf4UhcrzN+" \
	"zSITMfZEoqGzshrBE+AVSXpgAA=="
#define WHOLE                                                                     \
	"StorePath: /nix/store/" NAME "\nURL: nar/x.nar.zst\nCompression: zstd\n" \
	"FileHash: sha256:" HASH "\nFileSize: 100\nNarHash: sha256:" HASH         \
	"\nNarSize: 488\nReferences: \nSig: " SIG "\n"

static struct narinfo info;

static int parse(const char *text)
{
	struct parse_fault fault;

	return narinfo_parse(text, strlen(text), &info, &fault);
}

static void
test_a_narinfo_of_nix_is_read_and_its_fingerprint_is_the_signed_one(void **state)
{
	char text[NARINFO_FINGERPRINT_MAX];

	(void)state;
	assert_int_equal(parse(WHOLE), 0);
	assert_true(narinfo_is_valid(&info));
	assert_string_equal(info.name, NAME);
	assert_string_equal(info.url, "nar/x.nar.zst");
	assert_int_equal(info.nar_size, 488);
	assert_int_equal(info.file_size, 100);
	assert_int_equal(info.has_file_hash, 1);
	assert_memory_equal(info.file_hash, info.nar_hash, SHA256_BYTES);
	assert_int_equal(info.signature_count, 1);
	assert_string_equal(info.signatures[0].name, "test.cache-1");
	assert_true(narinfo_fingerprint(&info, text) > 0);
	assert_string_equal(text, "1;/nix/store/" NAME ";sha256:" HASH ";488;");
}

static void test_references_are_full_paths_in_the_fingerprint(void **state)
{
	char text[NARINFO_FINGERPRINT_MAX];

	(void)state;
	assert_int_equal(parse("StorePath: /nix/store/" NAME
			       "\nURL: u\nCompression: none\n"
			       "NarHash: sha256:" HASH "\nNarSize: 1\nReferences: " NAME
			       " " NAME "2\n"),
			 0);
	assert_int_equal(info.reference_count, 2);
	assert_int_equal(info.has_file_hash, 0);
	assert_true(narinfo_refers_to(&info, NAME));
	assert_true(narinfo_refers_to(&info, NAME "2"));
	assert_false(narinfo_refers_to(&info, NAME "3"));
	assert_true(narinfo_fingerprint(&info, text) > 0);
	assert_string_equal(text, "1;/nix/store/" NAME ";sha256:" HASH
				  ";1;/nix/store/" NAME ",/nix/store/" NAME "2");
}

/* The file is read before its signature is checked. */
static void test_no_truncation_keeps_a_signature(void **state)
{
	(void)state;
	for (size_t len = 0; len < strlen(WHOLE) - 1; len++) {
		struct parse_fault fault;

		if (narinfo_parse(WHOLE, len, &info, &fault) == 0)
			assert_int_equal(info.signature_count, 0);
	}
}

static void test_no_flipped_bit_of_a_signed_field_keeps_the_fingerprint(void **state)
{
	static const char *const fields[] = { "StorePath: ", "NarHash: ", "NarSize: " };
	char text[] = WHOLE, before[NARINFO_FINGERPRINT_MAX],
	     after[NARINFO_FINGERPRINT_MAX];

	(void)state;
	assert_int_equal(parse(WHOLE), 0);
	assert_true(narinfo_fingerprint(&info, before) > 0);
	for (size_t f = 0; f < ARRAY_LEN(fields); f++) {
		char *line = strstr(text, fields[f]);

		assert_non_null(line);
		line += strlen(fields[f]);
		for (size_t bit = 0; bit < strcspn(line, "\n") * 8; bit++) {
			line[bit / 8] ^= (char)(1 << bit % 8);
			if (parse(text) == 0 && narinfo_fingerprint(&info, after) > 0 &&
			    strcmp(before, after) == 0)
				fail_msg("%s bit %zu", fields[f], bit);
			line[bit / 8] ^= (char)(1 << bit % 8);
		}
	}
}

static void test_what_is_no_narinfo_is_refused(void **state)
{
#define PATH  "StorePath: /nix/store/" NAME "\n"
#define URL_  "URL: u\n"
#define COMP  "Compression: xz\n"
#define HASH_ "NarHash: sha256:" HASH "\n"
#define SIZE_ "NarSize: 1\n"
	static const char *const rows[] = {
		"",
		"<html>",
		URL_ COMP HASH_ SIZE_,
		PATH COMP HASH_ SIZE_,
		PATH URL_ HASH_ SIZE_,
		PATH URL_ COMP SIZE_,
		PATH URL_ COMP HASH_,
		PATH PATH URL_ COMP HASH_ SIZE_,
		PATH URL_ URL_ COMP HASH_ SIZE_,
		PATH URL_ "Compression: bzip2\n" HASH_ SIZE_,
		PATH URL_ COMP HASH_ "NarSize: 0\n",
		PATH URL_ COMP HASH_ "NarSize: -1\n",
		PATH URL_ COMP "NarHash: sha256:x\n" SIZE_,
		PATH URL_ COMP "NarHash: sha512:" HASH "\n" SIZE_,
		PATH URL_ COMP HASH_ SIZE_ "FileHash: sha256:x\n",
		PATH URL_ COMP HASH_ SIZE_ "FileSize: 0\n",
		PATH URL_ COMP HASH_ SIZE_ "FileSize: 1\nFileSize: 1\n",
		PATH URL_ COMP HASH_ SIZE_ "References: x\n",
		PATH URL_ COMP HASH_ SIZE_ "References: /nix/store/" NAME "\n",
		PATH URL_ COMP HASH_ SIZE_ "Sig: x\n",
		PATH URL_ COMP HASH_ SIZE_ "Sig: a:AAAA\n",
		"StorePath: /gnu/store/" NAME "\n" URL_ COMP HASH_ SIZE_,
		"StorePath: /nix/store/../" NAME "\n" URL_ COMP HASH_ SIZE_,
	};

	(void)state;
	assert_int_equal(parse(PATH URL_ COMP HASH_ SIZE_), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (parse(rows[i]) != -EBADMSG)
			fail_msg("row %zu", i);
}

static void test_base32_is_the_same_number_both_ways(void **state)
{
	uint8_t digest[SHA256_BYTES], again[SHA256_BYTES];
	char text[NIX_BASE32_LEN + 1];

	(void)state;
	assert_int_equal(nix_base32_decode(HASH, strlen(HASH), digest), 0);
	nix_base32_encode(digest, text);
	assert_string_equal(text, HASH);
	for (size_t len = 0; len < strlen(HASH); len++)
		assert_int_equal(nix_base32_decode(HASH, len, again), -EINVAL);
	/* of the empty text, by Nix itself */
	assert_int_equal(
		nix_digest_from_text(
			"sha256:0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73", 59,
			digest),
		0);
	assert_int_equal(
		digest_from_text(
			"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
			64, again),
		0);
	assert_memory_equal(digest, again, sizeof(again));
	/* surplus bits, and letters that Nix leaves out */
	memcpy(text, HASH, sizeof(text));
	text[0] = '2';
	assert_int_equal(nix_base32_decode(text, strlen(text), digest), -EINVAL);
	memcpy(text, HASH, sizeof(text));
	text[9] = 'e';
	assert_int_equal(nix_base32_decode(text, strlen(text), digest), -EINVAL);
}

static void test_a_cache_says_where_its_store_is(void **state)
{
	struct parse_fault fault;
	static const char good[] =
		"StoreDir: /nix/store\nWantMassQuery: 1\nPriority: 40\n";

	(void)state;
	assert_int_equal(nix_cache_info_check(good, strlen(good), &fault), 0);
	assert_int_equal(nix_cache_info_check("StoreDir: /gnu/store\n", 21, &fault),
			 -EBADMSG);
	assert_int_equal(nix_cache_info_check("", 0, &fault), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_a_narinfo_of_nix_is_read_and_its_fingerprint_is_the_signed_one),
		cmocka_unit_test(test_references_are_full_paths_in_the_fingerprint),
		cmocka_unit_test(test_no_truncation_keeps_a_signature),
		cmocka_unit_test(
			test_no_flipped_bit_of_a_signed_field_keeps_the_fingerprint),
		cmocka_unit_test(test_what_is_no_narinfo_is_refused),
		cmocka_unit_test(test_base32_is_the_same_number_both_ways),
		cmocka_unit_test(test_a_cache_says_where_its_store_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
