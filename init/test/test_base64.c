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
#include "pure/base64.h"

static void test_what_is_encoded_comes_back(void **state)
{
	static const struct {
		const char *text, *bytes;
	} rows[] = {
		{ "", "" },
		{ "Zg==", "f" },
		{ "Zm8=", "fo" },
		{ "Zm9v", "foo" },
		{ "Zm9vYg==", "foob" },
		{ "Zm9vYmE=", "fooba" },
		{ "Zm9vYmFy", "foobar" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t bytes[8] = { 0 };
		size_t len = strlen(rows[i].bytes);
		char text[16];

		assert_int_equal(
			base64_decode(rows[i].text, strlen(rows[i].text), bytes, len), 0);
		assert_memory_equal(bytes, rows[i].bytes, len);
		base64_encode(bytes, len, text);
		assert_string_equal(text, rows[i].text);
	}
}

static void test_other_spellings_are_refused(void **state)
{
	static const struct {
		const char *text;
		size_t len;
	} rows[] = {
		{ "Zh==", 1 },     { "Zm9=", 2 }, { "Zg=", 1 },    { "Zg", 1 },
		{ "Zg==", 2 },     { "Zm8=", 1 }, { "Zm-v", 3 },   { "Zm v", 3 },
		{ "=m9v", 3 },     { "Zm=v", 3 }, { "Zm9v\n", 3 }, { "", 1 },
		{ "Zm9vZg==", 3 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t bytes[4] = { 1, 2, 3, 4 };
		static const uint8_t untouched[4] = { 1, 2, 3, 4 };

		if (base64_decode(rows[i].text, strlen(rows[i].text), bytes,
				  rows[i].len) != -EINVAL ||
		    memcmp(bytes, untouched, sizeof(bytes)) != 0)
			fail_msg("%s", rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_encoded_comes_back),
		cmocka_unit_test(test_other_spellings_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
