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
#include "pure/trust.h"

#define MINISIGN "RWQVsoe22FkLiGyQKA1desMRxjFCHGRXYpZ8WnTfVymTAj+cBEBExJBW"
#define CACHE    "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="
#define OTHER    "test.cache-1:SblkLecE5jUP5nW5imZ3MzhD82atoFXRg92ryNTUPyA="
#define AGAIN    "other-name:SblkLecE5jUP5nW5imZ3MzhD82atoFXRg92ryNTUPyA="

static int set_key(struct trust *t, const char *text, bool fresh)
{
	return trust_set_key(t, text, strlen(text), fresh);
}

static void test_keys_of_both_kinds_are_read(void **state)
{
	struct trust_key key;

	(void)state;
	assert_int_equal(trust_parse_key(MINISIGN, strlen(MINISIGN), &key), 0);
	assert_string_equal(key.name, "");
	assert_int_equal(key.id[0], 0x15);
	assert_int_equal(key.point[31], 0x56);
	assert_int_equal(trust_parse_key(CACHE, strlen(CACHE), &key), 0);
	assert_string_equal(key.name, "cache.nixos.org-1");
	assert_int_equal(key.point[0], 0xe8);
	for (size_t len = 0; len < strlen(CACHE); len++)
		assert_int_equal(trust_parse_key(CACHE, len, &key), -EINVAL);
	for (size_t len = 0; len < strlen(MINISIGN); len++)
		assert_int_equal(trust_parse_key(MINISIGN, len, &key), -EINVAL);
}

static void test_a_key_counts_once_whatever_it_is_called(void **state)
{
	struct trust t = { .threshold = 0 };

	(void)state;
	assert_int_equal(set_key(&t, OTHER, true), 0);
	assert_int_equal(set_key(&t, AGAIN, false), 0);
	assert_int_equal(set_key(&t, MINISIGN, false), 0);
	assert_int_equal(trust_count(&t, true), 1);
	assert_int_equal(trust_count(&t, false), 1);
	assert_int_equal(trust_needed(&t, true), 1);
	assert_int_equal(trust_set_threshold(&t, "2", 1), 0);
	assert_int_equal(trust_needed(&t, false), 2);
}

static void test_what_is_sealed_can_only_be_narrowed(void **state)
{
	struct trust t = { .threshold = 0 };

	(void)state;
	assert_int_equal(set_key(&t, CACHE, true), 0);
	assert_int_equal(set_key(&t, MINISIGN, false), 0);
	assert_int_equal(trust_set_threshold(&t, "2", 1), 0);
	assert_int_equal(trust_set_not_before(&t, "100", 3), 0);
	trust_seal(&t);
	assert_int_equal(set_key(&t, OTHER, true), -EPERM);
	assert_int_equal(t.key_count, 2);
	assert_int_equal(set_key(&t, MINISIGN, true), 0);
	assert_int_equal(t.key_count, 1);
	assert_int_equal(trust_set_threshold(&t, "1", 1), -EPERM);
	assert_int_equal(trust_set_threshold(&t, "3", 1), 0);
	assert_int_equal(trust_set_not_before(&t, "99", 2), -EPERM);
	assert_int_equal(trust_set_not_before(&t, "101", 3), 0);
	assert_int_equal(trust_set_mode(&t, "tls"), -EPERM);
	assert_int_equal(trust_set_mode(&t, "verified"), 0);
	assert_int_equal(trust_set_allowed(&t, "none"), -EPERM);
}

static void test_a_build_says_what_it_allows(void **state)
{
	struct trust t = { .threshold = 0 };

	(void)state;
	assert_int_equal(trust_set_mode(&t, "tls"), -EPERM);
	assert_int_equal(trust_set_allowed(&t, "tls,append"), 0);
	assert_int_equal(trust_set_mode(&t, "tls"), 0);
	assert_int_equal(trust_set_mode(&t, "none"), -EPERM);
	assert_true(t.any_append);
	assert_int_equal(trust_set_allowed(&t, "everything"), -EINVAL);
	assert_true(t.any_append);
	assert_int_equal(trust_set_allowed(&t, ""), 0);
	assert_int_equal(trust_set_mode(&t, "tls"), -EPERM);
	assert_int_equal(trust_set_mode(&t, "TLS"), -EINVAL);
}

static void test_files_of_keys_are_those_of_minisign_and_nix(void **state)
{
	static const char file[] =
		"untrusted comment: minisign public key 880B\r\n" MINISIGN
		"\r\n\n# a cache\n" CACHE;
	static const char *const bad[] = { "x", MINISIGN "=", CACHE " " OTHER, "a:b" };
	struct trust t = { .threshold = 0 };

	(void)state;
	assert_int_equal(trust_add_keys(&t, file, strlen(file)), 0);
	assert_int_equal(t.key_count, 2);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(trust_add_keys(&t, bad[i], strlen(bad[i])), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys_of_both_kinds_are_read),
		cmocka_unit_test(test_a_key_counts_once_whatever_it_is_called),
		cmocka_unit_test(test_what_is_sealed_can_only_be_narrowed),
		cmocka_unit_test(test_a_build_says_what_it_allows),
		cmocka_unit_test(test_files_of_keys_are_those_of_minisign_and_nix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
