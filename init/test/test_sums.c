/* SPDX-License-Identifier: MIT */
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

#include "pure/sums.h"

#define A16      "aaaaaaaaaaaaaaaa"
#define B16      "0123456789ABCDef"
#define DIGEST_A A16 A16 A16 A16
#define DIGEST_B B16 B16 B16 B16

/* What `sha256sum *` writes in a folder like the one that Hydra publishes. */
static const char published[] =
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  bzImage\n"
	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  initrd\n"
	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  initrd.gz\n" DIGEST_A
	"  kexec-boot\n" DIGEST_B "  netboot.ipxe\n";

static int parse(const char *text, struct sums *ret)
{
	struct parse_fault fault;

	return sums_parse(text, strlen(text), ret, &fault);
}

static void test_a_published_list_is_read(void **state)
{
	static const uint8_t abc[] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea };
	struct sums sums;

	(void)state;
	assert_int_equal(parse(published, &sums), 0);
	assert_int_equal(sums.count, 5);
	assert_memory_equal(sums_find(&sums, "initrd"), abc, sizeof(abc));
	assert_memory_equal(sums_find(&sums, "initrd.gz"), abc, sizeof(abc));
	assert_ptr_equal(sums_find(&sums, "netboot.ipxe"), sums.entries[4].digest);
	assert_int_equal(sums.entries[4].digest[31], 0xef);
	assert_null(sums_find(&sums, "initrd.g"));
	assert_null(sums_find(&sums, ""));
}

static void test_other_good_forms_are_read(void **state)
{
	static const struct {
		const char *text, *file;
		uint32_t count;
	} rows[] = {
		{ DIGEST_A " *initrd\n", "initrd", 1 },
		{ DIGEST_A "  initrd\r\n" DIGEST_B "  bzImage\r\n", "initrd", 2 },
		{ DIGEST_A "  initrd", "initrd", 1 },
		{ "SHA256 (initrd) = " DIGEST_A "\n", "initrd", 1 },
		{ "SHA256 (a) = b) = " DIGEST_A "\n", "a) = b", 1 },
		{ "# made by hand\n\n" DIGEST_A "  initrd\n", "initrd", 1 },
		{ DIGEST_A "  initrd\n" DIGEST_A " *initrd\n", "initrd", 1 },
		{ DIGEST_A "  two words\n", "two words", 1 },
		{ DIGEST_A "   spaced\n", " spaced", 1 },
		{ DIGEST_A "  ...\n", "...", 1 },
	};
	uint8_t want[SUMS_DIGEST_LEN];
	struct sums sums;

	(void)state;
	memset(want, 0xaa, sizeof(want));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(parse(rows[i].text, &sums), 0);
		assert_int_equal(sums.count, rows[i].count);
		assert_non_null(sums_find(&sums, rows[i].file));
		assert_memory_equal(sums_find(&sums, rows[i].file), want, sizeof(want));
	}
}

static void test_a_bad_list_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
	} rows[] = {
		{ "", 0 },
		{ "\n# nothing\n", 0 },
		{ "<html>\n", 1 },
		{ DIGEST_A "  a\n" DIGEST_A "  ../a\n", 2 },
		{ DIGEST_A "  ./a\n", 1 },
		{ DIGEST_A "  ..\n", 1 },
		{ DIGEST_A "  .\n", 1 },
		{ DIGEST_A "  \n", 1 },
		{ DIGEST_A "\n", 1 },
		{ DIGEST_A " initrd\n", 1 },
		{ DIGEST_A "\tinitrd\n", 1 },
		{ DIGEST_A "  a\tb\n", 1 },
		{ DIGEST_A "  a\x1b[2J\n", 1 },
		{ DIGEST_A "  \xc3\xa4\n", 1 },
		{ "\\" DIGEST_A "  a\\nb\n", 1 },
		{ "a" DIGEST_A "  initrd\n", 1 },
		{ "g" A16 A16 A16 "aaaaaaaaaaaaaaa  initrd\n", 1 },
		{ A16 A16 A16 "aaaaaaaaaaaaaaa  initrd\n", 1 },
		{ DIGEST_A "  a\n" DIGEST_B "  a\n", 2 },
		{ DIGEST_A "  a\r\r\n", 1 },
		{ "SHA256 () = " DIGEST_A "\n", 1 },
		{ "SHA256 (a/b) = " DIGEST_A "\n", 1 },
		{ "SHA256 (a) = " DIGEST_A "a\n", 1 },
		{ "SHA256 (a) =" DIGEST_A "\n", 1 },
		{ "SHA512 (a) = " DIGEST_A DIGEST_A "\n", 1 },
		{ "SHA256(a) = " DIGEST_A "\n", 1 },
	};
	struct sums sums = { .count = 7 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct parse_fault fault = { 0 };

		assert_int_equal(
			sums_parse(rows[i].text, strlen(rows[i].text), &sums, &fault),
			-EBADMSG);
		assert_int_equal(fault.code, PARSE_FAULT_INPUT);
		assert_int_equal(fault.line, rows[i].line);
		assert_true(strlen(fault.text) > 0);
		assert_int_equal(sums.count, 7);
	}
}

static void test_a_nul_byte_is_refused(void **state)
{
	static const char text[] = DIGEST_A "  init\0rd\n";
	struct parse_fault fault;
	struct sums sums;

	(void)state;
	assert_int_equal(sums_parse(text, sizeof(text) - 1, &sums, &fault), -EBADMSG);
}

/* What a cut leaves is a list of its own; none of its digests may be another one. */
static void test_every_truncation_is_harmless(void **state)
{
	struct sums whole, cut;
	struct parse_fault fault;

	(void)state;
	assert_int_equal(parse(published, &whole), 0);
	for (size_t len = 0; len < strlen(published); len++) {
		char *exact = malloc(len + 1); /* so that the sanitizer sees an overrun */

		assert_non_null(exact);
		memcpy(exact, published, len);
		if (sums_parse(exact, len, &cut, &fault) == 0)
			for (uint32_t i = 0; i < cut.count; i++)
				assert_memory_equal(cut.entries[i].digest,
						    whole.entries[i].digest,
						    SUMS_DIGEST_LEN);
		free(exact);
	}
}

static void test_limits_hold(void **state)
{
	static char text[SUMS_FILE_MAX + 2];
	struct parse_fault fault;
	struct sums sums;
	size_t len = 0;

	(void)state;
	for (int i = 0; i < SUMS_ENTRIES_MAX; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					DIGEST_A "  f%d\n", i);
	assert_int_equal(sums_parse(text, len, &sums, &fault), 0);
	assert_int_equal(sums.count, SUMS_ENTRIES_MAX);
	len += (size_t)snprintf(text + len, sizeof(text) - len, DIGEST_A "  one more\n");
	assert_int_equal(sums_parse(text, len, &sums, &fault), -EBADMSG);
	assert_int_equal(fault.line, SUMS_ENTRIES_MAX + 1);

	memset(text, '\n', sizeof(text));
	memcpy(text, DIGEST_A "  a\n", strlen(DIGEST_A) + 4);
	assert_int_equal(sums_parse(text, SUMS_FILE_MAX, &sums, &fault), 0);
	assert_int_equal(sums_parse(text, SUMS_FILE_MAX + 1, &sums, &fault), -EBADMSG);

	memset(text, 'n', sizeof(text));
	memcpy(text, DIGEST_A "  ", strlen(DIGEST_A) + 2);
	len = strlen(DIGEST_A) + 2 + SUMS_NAME_MAX - 1;
	assert_int_equal(sums_parse(text, len, &sums, &fault), 0);
	assert_int_equal(strlen(sums.entries[0].name), SUMS_NAME_MAX - 1);
	assert_int_equal(sums_parse(text, len + 1, &sums, &fault), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_published_list_is_read),
		cmocka_unit_test(test_other_good_forms_are_read),
		cmocka_unit_test(test_a_bad_list_is_refused_with_its_line),
		cmocka_unit_test(test_a_nul_byte_is_refused),
		cmocka_unit_test(test_every_truncation_is_harmless),
		cmocka_unit_test(test_limits_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
