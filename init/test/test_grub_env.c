/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/grub_env.h"

#define HEAD "# GRUB Environment Block\n"

static void fill(char env[static GRUB_ENV_BYTES], const char *text)
{
	memset(env, '#', GRUB_ENV_BYTES);
	memcpy(env, text, strlen(text));
}

static void check(const char env[static GRUB_ENV_BYTES], const char *text)
{
	char expected[GRUB_ENV_BYTES];

	fill(expected, text);
	assert_memory_equal(env, expected, GRUB_ENV_BYTES);
}

static void test_a_name_is_set_changed_and_removed(void **state)
{
	char env[GRUB_ENV_BYTES];

	(void)state;
	grub_env_init(env);
	check(env, HEAD);
	assert_int_equal(grub_env_set(env, "next_entry", "a"), 0);
	check(env, HEAD "next_entry=a\n");
	assert_int_equal(grub_env_set(env, "next_entry", "other"), 0);
	check(env, HEAD "next_entry=other\n");
	assert_true(grub_env_is(env, "next_entry", "other"));
	assert_false(grub_env_is(env, "next_entry", "othe"));
	assert_false(grub_env_is(env, "next", "other"));
	assert_int_equal(grub_env_set(env, "next_entry", NULL), 0);
	check(env, HEAD);
}

static void test_what_others_set_stays(void **state)
{
	char env[GRUB_ENV_BYTES];

	(void)state;
	fill(env, HEAD "saved_entry=debian\nnext_entry=b\nxnext_entry=c\n");
	assert_int_equal(grub_env_set(env, "next_entry", "ours"), 0);
	check(env, HEAD "saved_entry=debian\nxnext_entry=c\nnext_entry=ours\n");
	assert_int_equal(grub_env_set(env, "next_entry", NULL), 0);
	check(env, HEAD "saved_entry=debian\nxnext_entry=c\n");
}

static void test_what_is_no_block_stays_as_it_is(void **state)
{
	char env[GRUB_ENV_BYTES], before[GRUB_ENV_BYTES];

	(void)state;
	memset(env, 0, sizeof(env));
	assert_int_equal(grub_env_set(env, "a", "b"), -EBADMSG);
	fill(env, HEAD "a=1\n");
	env[GRUB_ENV_BYTES - 1] = 'x';
	memcpy(before, env, sizeof(env));
	assert_int_equal(grub_env_set(env, "a", "b"), -EBADMSG);
	assert_memory_equal(env, before, sizeof(env));
}

static void test_it_is_never_longer_than_its_size(void **state)
{
	char env[GRUB_ENV_BYTES], value[GRUB_ENV_BYTES];
	size_t room = GRUB_ENV_BYTES - strlen(HEAD) - strlen("a=\n");

	(void)state;
	grub_env_init(env);
	memset(value, 'v', sizeof(value));
	value[room + 1] = 0;
	assert_int_equal(grub_env_set(env, "a", value), -ENOSPC);
	check(env, HEAD);
	value[room] = 0;
	assert_int_equal(grub_env_set(env, "a", value), 0);
	assert_true(grub_env_is(env, "a", value));
	assert_int_equal(env[GRUB_ENV_BYTES - 1], '\n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_name_is_set_changed_and_removed),
		cmocka_unit_test(test_what_others_set_stays),
		cmocka_unit_test(test_what_is_no_block_stays_as_it_is),
		cmocka_unit_test(test_it_is_never_longer_than_its_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
