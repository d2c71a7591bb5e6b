/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/base64.h"
#include "pure/target_keys.h"

#define PREFIX "systemd.set_credential_binary=ssh.authorized_keys.root:"

static const char rsa[] = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ old@desk\n";
static const char ed25519[] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA lena@laptop\n";

static void decode(const struct target_keys *keys, size_t len, char *ret)
{
	const char *text = keys->word + strlen(PREFIX);

	assert_memory_equal(keys->word, PREFIX, strlen(PREFIX));
	assert_int_equal(base64_decode(text, strlen(text), (uint8_t *)ret, len), 0);
	ret[len] = 0;
}

static void test_short_keys_come_first_and_the_rest_is_named(void **state)
{
	char lines[256], got[256], both[256];
	struct target_keys keys;
	size_t whole = strlen(rsa) + strlen(ed25519);

	(void)state;
	(void)strcat(strcpy(lines, rsa), ed25519);
	(void)strcat(strcpy(both, ed25519), rsa);
	target_keys_pack(lines, 2047, &keys);
	assert_int_equal(keys.taken, 2);
	assert_int_equal(keys.left, 0);
	decode(&keys, whole, got);
	assert_string_equal(got, both);
	/* to the byte: what fits, and what is one too short */
	size_t room = strlen(keys.word);

	target_keys_pack(lines, room, &keys);
	assert_int_equal(keys.taken, 2);
	target_keys_pack(lines, room - 1, &keys);
	assert_int_equal(keys.taken, 1);
	assert_int_equal(keys.left, 1);
	assert_string_equal(keys.names, "old@desk");
	assert_true(strlen(keys.word) < room);
	decode(&keys, strlen(ed25519), got);
	assert_string_equal(got, ed25519);
}

static void test_without_room_there_is_no_word(void **state)
{
	struct target_keys keys;

	(void)state;
	for (size_t room = 0; room < strlen(PREFIX) + 60; room++) {
		target_keys_pack(ed25519, room, &keys);
		assert_string_equal(keys.word, "");
		assert_int_equal(keys.left, 1);
		assert_string_equal(keys.names, "lena@laptop");
	}
	target_keys_pack("", 2047, &keys);
	assert_string_equal(keys.word, "");
	assert_int_equal(keys.left, 0);
}

/* A host may have hundreds: the names of some will do. */
static void test_more_keys_than_fit_are_counted(void **state)
{
	static char many[64 * 1024];
	struct target_keys keys;

	(void)state;
	for (size_t i = 0; i < 600; i++)
		(void)strcat(many, rsa);
	target_keys_pack(many, SIZE_MAX, &keys);
	assert_int_equal(keys.taken + keys.left, 600);
	assert_true(strlen(keys.word) < sizeof(keys.word));
	assert_true(strlen(keys.names) < sizeof(keys.names));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short_keys_come_first_and_the_rest_is_named),
		cmocka_unit_test(test_without_room_there_is_no_word),
		cmocka_unit_test(test_more_keys_than_fit_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
