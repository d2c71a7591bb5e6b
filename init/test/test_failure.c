/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/failure.h"

enum {
	HINT_MAX = 70, /* rescue has 78 columns, "  hint: " among them */
};

static void test_every_code_has_a_name_and_a_hint_of_its_own(void **state)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-";

	(void)state;
	for (enum failure_code code = FAILURE_NONE; code < FAILURE_CODES; code++) {
		const char *name = failure_name(code), *hint = failure_hint(code);

		if (!name || strncmp(name, "E-", 2) != 0 || !name[2])
			fail_msg("code %d has no name", (int)code);
		if (strspn(name, letters) != strlen(name))
			fail_msg("%s is no word", name);
		if (!hint || !hint[0] || strlen(hint) > HINT_MAX || strchr(hint, '\n'))
			fail_msg("%s has no hint of one line", name);
		for (enum failure_code other = FAILURE_NONE; other < code; other++)
			if (strcmp(failure_name(other), name) == 0 ||
			    strcmp(failure_hint(other), hint) == 0)
				fail_msg("%s has the name or the hint of another", name);
	}
}

/* Scripts rely on the names, and the manual page says how often each is tried. */
static void test_names_and_tries_are_those_of_the_manual_page(void **state)
{
	static const struct {
		enum failure_code code;
		const char *name;
		unsigned int tries;
	} rows[] = {
		{ FAILURE_CONFIG_KEY, "E-CONFIG-KEY", 1 },
		{ FAILURE_CONFIG_VALUE, "E-CONFIG-VALUE", 1 },
		{ FAILURE_CONFIG_URL, "E-CONFIG-URL", 1 },
		{ FAILURE_TRUST_NONE, "E-TRUST-NONE", 1 },
		{ FAILURE_TRUST_PARTIAL, "E-TRUST-PARTIAL", 1 },
		{ FAILURE_DEV_MODULES, "E-DEV-MODULES", 0 },
		{ FAILURE_NET_NO_DEVICE, "E-NET-NO-DEVICE", 0 },
		{ FAILURE_NET_NO_CARRIER, "E-NET-NO-CARRIER", 0 },
		{ FAILURE_NET_NO_LEASE, "E-NET-NO-LEASE", 0 },
		{ FAILURE_FETCH_RESOLVE, "E-FETCH-RESOLVE", 0 },
		{ FAILURE_FETCH_CONNECT, "E-FETCH-CONNECT", 0 },
		{ FAILURE_FETCH_TIMEOUT, "E-FETCH-TIMEOUT", 0 },
		{ FAILURE_FETCH_HTTP, "E-FETCH-HTTP", 4 },
		{ FAILURE_FETCH_SHORT, "E-FETCH-SHORT", 0 },
		{ FAILURE_FETCH_TOO_LARGE, "E-FETCH-TOO-LARGE", 1 },
		{ FAILURE_FETCH_EMPTY, "E-FETCH-EMPTY", 1 },
		{ FAILURE_FETCH_HTML, "E-FETCH-HTML", 4 },
		{ FAILURE_FETCH_TLS, "E-FETCH-TLS", 4 },
		{ FAILURE_FETCH_OTHER, "E-FETCH-OTHER", 4 },
		{ FAILURE_DISK_NONE, "E-DISK-NONE", 0 },
		{ FAILURE_DISK_MOUNT, "E-DISK-MOUNT", 2 },
		{ FAILURE_DISK_FILE, "E-DISK-FILE", 1 },
		{ FAILURE_VERIFY_DIGEST, "E-VERIFY-DIGEST", 2 },
		{ FAILURE_VERIFY_SIGNATURE, "E-VERIFY-SIGNATURE", 2 },
		{ FAILURE_VERIFY_ROLLBACK, "E-VERIFY-ROLLBACK", 2 },
		{ FAILURE_SOURCE_SUMS, "E-SOURCE-SUMS", 1 },
		{ FAILURE_SOURCE_ARCHIVE, "E-SOURCE-ARCHIVE", 1 },
		{ FAILURE_SOURCE_SCRIPT, "E-SOURCE-SCRIPT", 1 },
		{ FAILURE_SOURCE_NIX, "E-SOURCE-NIX", 4 },
		{ FAILURE_SOURCE_CMDLINE, "E-SOURCE-CMDLINE", 1 },
		{ FAILURE_SOURCE_KERNEL, "E-SOURCE-KERNEL", 1 },
		{ FAILURE_TARGET_UNREACHABLE, "E-TARGET-UNREACHABLE", 1 },
		{ FAILURE_RAM, "E-RAM", 1 },
		{ FAILURE_LOAD_DENIED, "E-LOAD-DENIED", 1 },
		{ FAILURE_LOAD_FAILED, "E-LOAD-FAILED", 1 },
		{ FAILURE_JUMP_FAILED, "E-JUMP-FAILED", 1 },
		{ FAILURE_HOOK, "E-HOOK", 1 },
		{ FAILURE_HOOK_LATER, "E-HOOK-LATER", 0 },
		{ FAILURE_TIMEOUT, "E-TIMEOUT", 1 },
		{ FAILURE_WORKER_DIED, "E-WORKER-DIED", 3 },
		{ FAILURE_INTERNAL, "E-INTERNAL", 1 },
	};

	(void)state;
	assert_int_equal(ARRAY_LEN(rows), FAILURE_CODES - 1); /* FAILURE_NONE is none */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *name = failure_name(rows[i].code);

		if (!name || strcmp(name, rows[i].name) != 0 ||
		    failure_tries(rows[i].code) != rows[i].tries)
			fail_msg("%s", rows[i].name);
	}
}

static void test_a_code_that_nobody_defined_is_harmless(void **state)
{
	static const int codes[] = { FAILURE_CODES, FAILURE_CODES + 1, -1, INT32_MAX,
				     INT32_MIN };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		enum failure_code code = (enum failure_code)codes[i];

		assert_non_null(failure_name(code));
		assert_non_null(failure_hint(code));
		assert_int_equal(failure_tries(code), 1);
	}
}

static void test_object_and_reason_are_kept_printable(void **state)
{
	struct failure f;

	(void)state;
	memset(&f, 'x', sizeof(f));
	assert_int_equal(failure_set(&f, FAILURE_FETCH_HTTP, "http://h/\x1b[2J\xc3\xa4",
				     "%d %s", 404, "Not\r\nFound"),
			 -EIO);
	assert_int_equal(f.code, FAILURE_FETCH_HTTP);
	assert_string_equal(f.object, "http://h/?[2J??");
	assert_string_equal(f.why, "404 Not??Found");
}

static void test_a_word_that_is_wrong_is_shown_without_its_secret(void **state)
{
	static const struct {
		const char *word, *shown;
	} cases[] = {
		{ "nixos.url=http://u:secret@h:99999/", "nixos.url=http://***@h:99999/" },
		{ "nixos.password=secret", "nixos.password=***" },
		{ "nixos.sha256=12", "nixos.sha256=12" },
	};
	struct failure f;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		(void)failure_set(&f, FAILURE_CONFIG_VALUE, cases[i].word, "no");
		assert_string_equal(f.object, cases[i].shown);
	}
}

static void test_object_and_reason_are_cut_to_fit(void **state)
{
	char text[1000];
	struct failure f;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	assert_int_equal(failure_set(&f, FAILURE_INTERNAL, text, "%s%s", text, text),
			 -EIO);
	assert_int_equal(strlen(f.object), FAILURE_OBJECT_MAX - 1);
	assert_int_equal(strlen(f.why), FAILURE_WHY_MAX - 1);
	assert_int_equal(failure_set(&f, FAILURE_INTERNAL, "", "%s", ""), -EIO);
	assert_string_equal(f.object, "");
	assert_string_equal(f.why, "");
}

/* A step words what a worker reported anew. */
static void test_a_failure_can_be_told_of_itself(void **state)
{
	struct failure f;

	(void)state;
	assert_int_equal(failure_set(&f, FAILURE_INTERNAL, "object", "why"), -EIO);
	assert_int_equal(failure_set(&f, FAILURE_RAM, f.object, "because: %s", f.why),
			 -EIO);
	assert_string_equal(f.object, "object");
	assert_string_equal(f.why, "because: why");
	assert_int_equal(failure_set(&f, FAILURE_RAM, f.why, "%s", f.object), -EIO);
	assert_string_equal(f.object, "because: why");
	assert_string_equal(f.why, "object");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_code_has_a_name_and_a_hint_of_its_own),
		cmocka_unit_test(test_names_and_tries_are_those_of_the_manual_page),
		cmocka_unit_test(test_a_code_that_nobody_defined_is_harmless),
		cmocka_unit_test(test_object_and_reason_are_kept_printable),
		cmocka_unit_test(test_a_word_that_is_wrong_is_shown_without_its_secret),
		cmocka_unit_test(test_object_and_reason_are_cut_to_fit),
		cmocka_unit_test(test_a_failure_can_be_told_of_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
