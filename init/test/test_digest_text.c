/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "pure/digest_text.h"

/* sha256("") as sha256sum and `nix hash` print it. */
#define EMPTY_HEX "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define EMPTY_SRI "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
#define ONES_SRI  "sha256-//////////////////////////////////////////8="

static void test_one_digest_may_be_written_in_several_ways(void **state)
{
	static const struct {
		const char *name, *text, *hex;
	} rows[] = {
		{ "hexadecimal", EMPTY_HEX, EMPTY_HEX },
		{ "capitals",
		  "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
		  EMPTY_HEX },
		{ "SRI", EMPTY_SRI, EMPTY_HEX },
		{ "all ones", ONES_SRI,
		  "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" },
		{ "all zeroes", "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		  "0000000000000000000000000000000000000000000000000000000000000000" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t digest[SHA256_BYTES];
		char hex[SHA256_HEX_SIZE];

		if (digest_from_text(rows[i].text, strlen(rows[i].text), digest) != 0)
			fail_msg("%s", rows[i].name);
		text_to_hex(digest, sizeof(digest), hex);
		if (strcmp(hex, rows[i].hex) != 0)
			fail_msg("%s: %s", rows[i].name, hex);
	}
}

static void test_what_is_no_digest_is_refused(void **state)
{
	static const struct {
		const char *name, *text;
	} rows[] = {
		{ "empty", "" },
		{ "space before", " " EMPTY_HEX },
		{ "space behind", EMPTY_HEX " " },
		{ "line end behind", EMPTY_HEX "\n" },
		{ "space before SRI", " " EMPTY_SRI },
		{ "space behind SRI", EMPTY_SRI " " },
		{ "options of SRI", EMPTY_SRI "?x" },
		{ "two of SRI", EMPTY_SRI " " EMPTY_SRI },
		{ "prefix alone", "sha256-" },
		{ "prefix in capitals",
		  "SHA256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" },
		{ "prefix with a colon", "sha256:" EMPTY_HEX },
		{ "prefix before hexadecimal", "sha256-" EMPTY_HEX },
		{ "no prefix", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" },
		{ "other algorithm", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" },
		{ "Nix's base32",
		  "sha256:0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73" },
		{ "no padding", "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU" },
		{ "more padding", "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF==" },
		{ "padding within",
		  "sha256-47DEQpj8HBSa+/TImW+5JCeuQ=RkmpNMpJWZG3hSuFU=" },
		{ "a character too few",
		  "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF=" },
		{ "a character too many",
		  "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA=" },
		{ "alphabet of URLs",
		  "sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=" },
		{ "bits that mean nothing are set",
		  "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=" },
		{ "byte outside ASCII",
		  "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSu\xc3\xa4=" },
	};
	uint8_t digest[SHA256_BYTES], untouched[SHA256_BYTES];

	(void)state;
	memset(digest, 0x5a, sizeof(digest));
	memset(untouched, 0x5a, sizeof(untouched));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (digest_from_text(rows[i].text, strlen(rows[i].text), digest) !=
			    -EINVAL ||
		    memcmp(digest, untouched, sizeof(digest)) != 0)
			fail_msg("%s", rows[i].name);
}

static void test_every_truncation_is_refused(void **state)
{
	uint8_t digest[SHA256_BYTES];

	(void)state;
	for (size_t len = 0; len < strlen(EMPTY_HEX); len++)
		assert_int_equal(digest_from_text(EMPTY_HEX, len, digest), -EINVAL);
	for (size_t len = 0; len < strlen(EMPTY_SRI); len++)
		assert_int_equal(digest_from_text(EMPTY_SRI, len, digest), -EINVAL);
}

static void test_every_character_counts(void **state)
{
	static const char *const texts[] = { EMPTY_HEX, EMPTY_SRI };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		size_t len = strlen(texts[i]);
		uint8_t right[SHA256_BYTES];

		assert_int_equal(digest_from_text(texts[i], len, right), 0);
		for (size_t at = 0; at < len; at++) {
			uint8_t digest[SHA256_BYTES];
			char text[128];

			memcpy(text, texts[i], len);
			text[at] = text[at] == '0' ? '1' : '0';
			if (digest_from_text(text, len, digest) == 0 &&
			    memcmp(digest, right, sizeof(right)) == 0)
				fail_msg("%s: character %zu", texts[i], at);
			text[at] = 0;
			assert_int_equal(digest_from_text(text, len, digest), -EINVAL);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_digest_may_be_written_in_several_ways),
		cmocka_unit_test(test_what_is_no_digest_is_refused),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_every_character_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
