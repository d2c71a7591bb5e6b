/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "base/attr.h"
#include "pure/rescue_auth.h"

#define SHORT \
	"0123456789./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./ABCDEFGHI"
#define WHOLE SHORT "J"

static int parse(const char *text, struct rescue_auth *ret, const char **why)
{
	return rescue_auth_parse(text, strlen(text), ret, why);
}

static void test_each_rule_is_read(void **state)
{
	static const struct {
		const char *text;
		enum rescue_auth_kind kind;
		const char *hash;
	} rows[] = {
		{ "none\n", RESCUE_AUTH_NONE, "" },
		{ "none", RESCUE_AUTH_NONE, "" },
		{ "ssh-only\n", RESCUE_AUTH_SSH_ONLY, "" },
		{ "off\n", RESCUE_AUTH_OFF, "" },
		{ "password $6$salt$" WHOLE "\n", RESCUE_AUTH_PASSWORD,
		  "$6$salt$" WHOLE },
		{ "password $6$rounds=9000$salt$" WHOLE, RESCUE_AUTH_PASSWORD,
		  "$6$rounds=9000$salt$" WHOLE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rescue_auth got;
		const char *why = "";

		assert_int_equal(parse(rows[i].text, &got, &why), 0);
		assert_int_equal(got.kind, rows[i].kind);
		assert_int_equal(got.hash.len, strlen(rows[i].hash));
		if (got.hash.len > 0)
			assert_true(span_is(got.hash, rows[i].hash));
	}
}

static void test_what_would_let_nobody_in_is_refused_by_name(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "password $y$j9T$salt$hash\n", "yescrypt" },
		{ "password $gy$j9T$salt$hash", "gost-yescrypt" },
		{ "password $7$C$salt$hash", "scrypt" },
		{ "password $2b$05$hash", "bcrypt" },
		{ "password $5$salt$hash", "sha256crypt" },
		{ "password $1$salt$hash", "md5crypt" },
		{ "password $6$salt$" SHORT, "not whole" },
		{ "password $6$salt$" WHOLE "I", "not whole" },
		{ "password $6$salt$" WHOLE " ", "not whole" },
		{ "password $6$$" WHOLE, "not whole" },
		{ "password $6$salt", "not whole" },
		{ "password secret", "no hash" },
		{ "password", "no hash" },
		{ "none \n", "none of" },
		{ "", "none of" },
		{ "sshonly\n", "none of" },
		{ "none\noff\n", "more than one line" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rescue_auth got;
		const char *why = "";

		assert_int_equal(parse(rows[i].text, &got, &why), -EINVAL);
		assert_non_null(strstr(why, rows[i].why));
		assert_int_equal(got.kind, RESCUE_AUTH_OFF);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_rule_is_read),
		cmocka_unit_test(test_what_would_let_nobody_in_is_refused_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
