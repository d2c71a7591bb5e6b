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

static void test_a_number_is_digits_within_its_limit_and_nothing_else(void **state)
{
	static const struct {
		const char *name, *text;
		uint64_t max;
		int want;
		uint64_t value;
	} rows[] = {
		{ "zero", "0", 0, 0, 0 },
		{ "zero of a byte", "0", 255, 0, 0 },
		{ "leading zeroes", "007", 7, 0, 7 },
		{ "the limit", "255", 255, 0, 255 },
		{ "above the limit", "256", 255, -ERANGE, 0 },
		{ "ten times the limit", "2550", 255, -ERANGE, 0 },
		{ "a digit above the limit", "9", 8, -ERANGE, 0 },
		{ "largest of 64 bits", "18446744073709551615", UINT64_MAX, 0,
		  UINT64_MAX },
		{ "one more", "18446744073709551616", UINT64_MAX, -ERANGE, 0 },
		{ "ten times 64 bits", "184467440737095516150", UINT64_MAX, -ERANGE, 0 },
		{ "empty", "", 9, -EINVAL, 0 },
		{ "sign", "+1", 9, -EINVAL, 0 },
		{ "minus", "-1", 9, -EINVAL, 0 },
		{ "space before", " 1", 9, -EINVAL, 0 },
		{ "space behind", "1 ", 9, -EINVAL, 0 },
		{ "line end", "1\n", 9, -EINVAL, 0 },
		{ "hexadecimal", "0x1", 9, -EINVAL, 0 },
		{ "letter", "a", 9, -EINVAL, 0 },
		{ "character before '0'", "/", 99, -EINVAL, 0 },
		{ "character behind '9'", ":", 99, -EINVAL, 0 },
		{ "superscript one of Latin-1", "\xb9", 9, -EINVAL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint64_t value = 4711;
		int r = text_to_u64(rows[i].text, strlen(rows[i].text), rows[i].max,
				    &value);

		if (r != rows[i].want || value != (r == 0 ? rows[i].value : 4711))
			fail_msg("%s: %d, %llu", rows[i].name, r,
				 (unsigned long long)value);
	}
}

static void test_a_number_ends_where_its_length_says(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(text_to_u64("1234", 2, 99, &value), 0);
	assert_int_equal(value, 12);
	assert_int_equal(text_to_u64("1\0002", 3, 99, &value), -EINVAL);
}

static void test_every_byte_has_the_hexadecimal_value_that_c_gives_it(void **state)
{
	static const char digits[] = "0123456789abcdef", capitals[] = "0123456789ABCDEF";

	(void)state;
	for (int c = -128; c < 128; c++) {
		int want = -1;

		for (int i = 0; i < 16; i++)
			if (c == digits[i] || c == capitals[i])
				want = i;
		if (text_hex_digit((char)c) != want)
			fail_msg("byte %d: %d", c, text_hex_digit((char)c));
	}
}

static void test_hexadecimal_comes_back_as_it_went(void **state)
{
	uint8_t bytes[256], back[256];
	char text[2 * 256 + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	memset(text, 'x', sizeof(text));
	memset(back, 'x', sizeof(back));
	text_to_hex(bytes, sizeof(bytes), text);
	assert_int_equal(strlen(text), 512);
	assert_memory_equal(text + 2 * 0xa9, "a9aaabac", 8);
	assert_int_equal(text_from_hex(text, 512, back, sizeof(back)), 0);
	assert_memory_equal(back, bytes, sizeof(bytes));
	text_to_hex(bytes, 0, text);
	assert_string_equal(text, "");
}

static void test_hexadecimal_of_another_length_or_alphabet_is_refused(void **state)
{
	static const struct {
		const char *name, *text;
	} rows[] = {
		{ "empty", "" },
		{ "one digit", "a" },
		{ "one byte short", "a1" },
		{ "half a byte short", "a1b" },
		{ "half a byte more", "a1b2c" },
		{ "one byte more", "a1b2c3" },
		{ "no digit at first", "g1b2" },
		{ "no digit at last", "a1b " },
		{ "prefix", "0xa1" },
	};
	uint8_t bytes[2] = { 47, 11 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (text_from_hex(rows[i].text, strlen(rows[i].text), bytes, 2) !=
			    -EINVAL ||
		    bytes[0] != 47 || bytes[1] != 11)
			fail_msg("%s", rows[i].name);
}

static void test_only_printable_ascii_reaches_a_console(void **state)
{
	(void)state;
	for (int c = -128; c < 128; c++) {
		char from = (char)c, to[2];

		if (c == 0)
			continue;
		text_sanitize(to, sizeof(to), &from, 1);
		assert_int_equal(to[0], c >= 0x20 && c <= 0x7e ? c : '?');
		assert_int_equal(to[1], 0);
	}
}

static void test_what_is_shown_is_cut_to_fit_and_ended(void **state)
{
	static const char from[] = "\x1b[2Jab";
	char to[8];

	(void)state;
	for (size_t cap = 1; cap <= sizeof(to); cap++)
		for (size_t len = 0; len < sizeof(from); len++) {
			memset(to, 'x', sizeof(to));
			text_sanitize(to, cap, from, len);
			assert_int_equal(strlen(to), len < cap ? len : cap - 1);
			assert_memory_equal(to, "?[2Jab", strlen(to));
			for (size_t i = cap; i < sizeof(to); i++)
				assert_int_equal(to[i], 'x');
		}
	to[0] = 'x';
	text_sanitize(to, 0, from, sizeof(from) - 1);
	assert_int_equal(to[0], 'x');
}

static void test_a_prefix_begins_the_text(void **state)
{
	(void)state;
	assert_true(text_starts_with("file:/x", "file:"));
	assert_true(text_starts_with("file:", "file:"));
	assert_true(text_starts_with("", ""));
	assert_false(text_starts_with("file", "file:"));
	assert_false(text_starts_with("", "f"));
	assert_false(text_starts_with(" file:", "file:"));
	assert_false(text_starts_with("FILE:", "file:"));
}

static void test_an_end_has_something_before_it(void **state)
{
	(void)state;
	assert_true(text_ends_with("a.conf", ".conf"));
	assert_true(text_ends_with("a.conf.conf", ".conf"));
	assert_false(text_ends_with(".conf", ".conf"));
	assert_false(text_ends_with("conf", ".conf"));
	assert_false(text_ends_with("a.conf~", ".conf"));
	assert_false(text_ends_with("", ".conf"));
}

static void test_a_copy_is_whole_or_is_not_made(void **state)
{
	char to[4] = "old";

	(void)state;
	assert_int_equal(text_copy(to, sizeof(to), "four"), -ENAMETOOLONG);
	assert_string_equal(to, "old");
	assert_int_equal(text_copy(to, 0, ""), -ENAMETOOLONG);
	assert_int_equal(text_copy(to, sizeof(to), "new"), 0);
	assert_string_equal(to, "new");
	assert_int_equal(text_copy(to, 1, ""), 0);
	assert_string_equal(to, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_a_number_is_digits_within_its_limit_and_nothing_else),
		cmocka_unit_test(test_a_number_ends_where_its_length_says),
		cmocka_unit_test(
			test_every_byte_has_the_hexadecimal_value_that_c_gives_it),
		cmocka_unit_test(test_hexadecimal_comes_back_as_it_went),
		cmocka_unit_test(
			test_hexadecimal_of_another_length_or_alphabet_is_refused),
		cmocka_unit_test(test_only_printable_ascii_reaches_a_console),
		cmocka_unit_test(test_what_is_shown_is_cut_to_fit_and_ended),
		cmocka_unit_test(test_a_prefix_begins_the_text),
		cmocka_unit_test(test_an_end_has_something_before_it),
		cmocka_unit_test(test_a_copy_is_whole_or_is_not_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
