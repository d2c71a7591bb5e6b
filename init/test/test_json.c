/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/json.h"

static bool is_json(const char *text, size_t len)
{
	struct json j = json_over(text, len);

	json_skip(&j);
	return json_end(&j);
}

static void test_what_rfc_8259_allows_is_taken(void **state)
{
	static const char *const rows[] = {
		"0",
		"-0",
		"12.5e+3",
		"1E9",
		"true",
		"false",
		" null\r\n\t",
		"\"\"",
		"\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20ac\"",
		"\"\xc3\xa9\"",
		"[]",
		"[ 1 , [ ] , { } ]",
		"{}",
		"{\"a\":1,\"b\":{\"a\":[null]}}",
		"[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
		"{\"a key that is longer than any that is looked for\":1}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (!is_json(rows[i], strlen(rows[i])))
			fail_msg("%s", rows[i]);
}

static void test_what_it_does_not_allow_is_refused(void **state)
{
	static const char *const rows[] = {
		"",          " ",           "01",
		"-",         "+1",          "1.",
		".5",        "1e",          "1e+",
		"tru",       "True",        "nul",
		"'a'",       "\"a",         "\"\\x\"",
		"\"\\u12\"", "\"\\u0000\"", "\"\n\"",
		"[",         "[1",          "[1,]",
		"[,1]",      "[1 2]",       "[1}",
		"{",         "{1:2}",       "{\"a\"}",
		"{\"a\":}",  "{\"a\":1,}",  "{\"a\" 1}",
		"{\"a\":1]", "]",           "1 2",
		"[] []",     "// x\n1",     "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (is_json(rows[i], strlen(rows[i])))
			fail_msg("%s", rows[i]);
	assert_false(is_json("1\0", 2));
}

static void test_values_are_what_they_stand_for(void **state)
{
	static const char text[] =
		"{\"n\": 4294967295, \"s\":\"a\\u00e9\\u20ac\\n\", \"yes\":true,\"no\":false}";
	struct json j = json_over(text, strlen(text));
	char key[JSON_KEY_MAX], s[8];

	(void)state;
	json_object(&j);
	assert_true(json_key(&j, key));
	assert_string_equal(key, "n");
	assert_int_equal(json_u32(&j), UINT32_MAX);
	assert_true(json_key(&j, key));
	json_string(&j, s, sizeof(s));
	assert_string_equal(s, "a\xe9?\n");
	assert_true(json_key(&j, key));
	assert_true(json_bool(&j));
	assert_true(json_key(&j, key));
	assert_false(json_bool(&j));
	assert_false(json_key(&j, key));
	assert_true(json_end(&j));
}

static void test_a_value_of_another_type_or_too_long_is_refused(void **state)
{
	static const char *const numbers[] = { "\"1\"", "4294967296",  "-1", "1.0",
					       "1e3",   "12345678901", "00", "null" };
	char s[4];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		struct json j = json_over(numbers[i], strlen(numbers[i]));

		assert_int_equal(json_u32(&j), 0);
		if (json_end(&j))
			fail_msg("%s", numbers[i]);
	}
	struct json j = json_over("\"abcd\"", 6);

	json_string(&j, s, sizeof(s));
	assert_false(json_ok(&j));
	assert_string_equal(s, "");
	j = json_over("1", 1);
	assert_false(json_bool(&j));
	assert_false(json_end(&j));
}

static void test_every_truncation_is_refused(void **state)
{
	static const char text[] =
		"{\"a\":[1,true,null,\"\\u00e9\"],\"b\":{\"c\":\"d\"}}";

	(void)state;
	assert_true(is_json(text, strlen(text)));
	for (size_t len = 0; len < strlen(text); len++)
		assert_false(is_json(text, len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_rfc_8259_allows_is_taken),
		cmocka_unit_test(test_what_it_does_not_allow_is_refused),
		cmocka_unit_test(test_values_are_what_they_stand_for),
		cmocka_unit_test(test_a_value_of_another_type_or_too_long_is_refused),
		cmocka_unit_test(test_every_truncation_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
