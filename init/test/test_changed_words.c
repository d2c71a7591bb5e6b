/* SPDX-License-Identifier: MIT */
/* What a person changed in the rescue takes the place of what was there, and adds nothing. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/changed_words.h"

static void test_words_of_the_same_name_are_dropped(void **state)
{
	char left[64];

	(void)state;
	assert_int_equal(changed_words_drop("a=1 nixos.url=x b nixos.url=y \"c=d e\"",
					    "nixos.url=new", left, sizeof(left)),
			 0);
	assert_string_equal(left, "a=1 b \"c=d e\"");
}

static void test_dash_and_underscore_are_one_name(void **state)
{
	char left[64];

	(void)state;
	assert_int_equal(changed_words_drop("nixos.on-failure=x a", "nixos.on_failure=y",
					    left, sizeof(left)),
			 0);
	assert_string_equal(left, "a");
}

static void test_a_longer_name_is_another(void **state)
{
	char left[64];

	(void)state;
	assert_int_equal(
		changed_words_drop("ip=1 ipv6.disable=1", "ip=2", left, sizeof(left)), 0);
	assert_string_equal(left, "ipv6.disable=1");
}

static void test_what_is_left_must_fit(void **state)
{
	char left[4];

	(void)state;
	assert_int_equal(changed_words_drop("abcd", "", left, sizeof(left)),
			 -ENAMETOOLONG);
	assert_int_equal(changed_words_drop("abc", "", left, sizeof(left)), 0);
}

static void test_typed_words_replace_and_follow(void **state)
{
	char words[64] = "ip=1 nixos.url=x";

	(void)state;
	assert_int_equal(changed_words_put(words, sizeof(words), "ip=2 nameserver=3"), 0);
	assert_string_equal(words, "nixos.url=x ip=2 nameserver=3");
	assert_int_equal(changed_words_put(words, sizeof(words), "nixos.append=\"a b\""),
			 0);
	assert_string_equal(words, "nixos.url=x ip=2 nameserver=3 nixos.append=\"a b\"");
}

static void test_what_no_command_line_holds_changes_nothing(void **state)
{
	static const char *const bad[] = { "a=\"b", "a=\nb", "a=\x7f", "a=\xa0" };
	char words[16] = "ip=1";

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(changed_words_put(words, sizeof(words), bad[i]),
				 -EINVAL);
	assert_int_equal(changed_words_put(words, sizeof(words), "nixos.url=http://x"),
			 -ENAMETOOLONG);
	assert_string_equal(words, "ip=1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_of_the_same_name_are_dropped),
		cmocka_unit_test(test_dash_and_underscore_are_one_name),
		cmocka_unit_test(test_a_longer_name_is_another),
		cmocka_unit_test(test_what_is_left_must_fit),
		cmocka_unit_test(test_typed_words_replace_and_follow),
		cmocka_unit_test(test_what_no_command_line_holds_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
