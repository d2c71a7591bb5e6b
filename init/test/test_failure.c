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

/* Scripts and the manual page rely on them. */
static void test_names_are_stable(void **state)
{
	static const struct {
		enum failure_code code;
		const char *name;
	} rows[] = {
		{ FAILURE_CONFIG_KEY, "E-CONFIG-KEY" },
		{ FAILURE_CONFIG_VALUE, "E-CONFIG-VALUE" },
		{ FAILURE_CONFIG_URL, "E-CONFIG-URL" },
		{ FAILURE_TRUST_NONE, "E-TRUST-NONE" },
		{ FAILURE_TRUST_PARTIAL, "E-TRUST-PARTIAL" },
		{ FAILURE_DEV_MODULES, "E-DEV-MODULES" },
		{ FAILURE_NET_NO_DEVICE, "E-NET-NO-DEVICE" },
		{ FAILURE_NET_NO_CARRIER, "E-NET-NO-CARRIER" },
		{ FAILURE_NET_NO_LEASE, "E-NET-NO-LEASE" },
		{ FAILURE_FETCH_RESOLVE, "E-FETCH-RESOLVE" },
		{ FAILURE_FETCH_CONNECT, "E-FETCH-CONNECT" },
		{ FAILURE_FETCH_TIMEOUT, "E-FETCH-TIMEOUT" },
		{ FAILURE_FETCH_HTTP, "E-FETCH-HTTP" },
		{ FAILURE_FETCH_SHORT, "E-FETCH-SHORT" },
		{ FAILURE_FETCH_TOO_LARGE, "E-FETCH-TOO-LARGE" },
		{ FAILURE_FETCH_EMPTY, "E-FETCH-EMPTY" },
		{ FAILURE_FETCH_HTML, "E-FETCH-HTML" },
		{ FAILURE_FETCH_TLS, "E-FETCH-TLS" },
		{ FAILURE_FETCH_OTHER, "E-FETCH-OTHER" },
		{ FAILURE_VERIFY_DIGEST, "E-VERIFY-DIGEST" },
		{ FAILURE_SOURCE_SUMS, "E-SOURCE-SUMS" },
		{ FAILURE_SOURCE_CMDLINE, "E-SOURCE-CMDLINE" },
		{ FAILURE_SOURCE_KERNEL, "E-SOURCE-KERNEL" },
		{ FAILURE_RAM, "E-RAM" },
		{ FAILURE_LOAD_DENIED, "E-LOAD-DENIED" },
		{ FAILURE_LOAD_FAILED, "E-LOAD-FAILED" },
		{ FAILURE_JUMP_FAILED, "E-JUMP-FAILED" },
		{ FAILURE_TIMEOUT, "E-TIMEOUT" },
		{ FAILURE_WORKER_DIED, "E-WORKER-DIED" },
		{ FAILURE_INTERNAL, "E-INTERNAL" },
	};

	(void)state;
	assert_int_equal(ARRAY_LEN(rows), FAILURE_CODES - 1); /* FAILURE_NONE is none */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *name = failure_name(rows[i].code);

		if (!name || strcmp(name, rows[i].name) != 0)
			fail_msg("%s", rows[i].name);
	}
}

static void test_what_only_a_person_can_mend_is_not_tried_again(void **state)
{
	static const enum failure_code once[] = {
		FAILURE_CONFIG_KEY,      FAILURE_CONFIG_VALUE,  FAILURE_CONFIG_URL,
		FAILURE_TRUST_NONE,      FAILURE_TRUST_PARTIAL, FAILURE_DEV_MODULES,
		FAILURE_FETCH_TOO_LARGE, FAILURE_SOURCE_SUMS,   FAILURE_SOURCE_CMDLINE,
		FAILURE_SOURCE_KERNEL,   FAILURE_RAM,           FAILURE_LOAD_DENIED,
		FAILURE_LOAD_FAILED,     FAILURE_TIMEOUT,
	};
	static const enum failure_code until_the_deadline[] = {
		FAILURE_NET_NO_DEVICE, FAILURE_NET_NO_CARRIER, FAILURE_NET_NO_LEASE,
		FAILURE_FETCH_RESOLVE, FAILURE_FETCH_CONNECT,  FAILURE_FETCH_TIMEOUT,
		FAILURE_FETCH_SHORT,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(once); i++)
		if (failure_tries(once[i]) != 1)
			fail_msg("%s", failure_name(once[i]));
	for (size_t i = 0; i < ARRAY_LEN(until_the_deadline); i++)
		if (failure_tries(until_the_deadline[i]) != 0)
			fail_msg("%s", failure_name(until_the_deadline[i]));
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
		cmocka_unit_test(test_names_are_stable),
		cmocka_unit_test(test_what_only_a_person_can_mend_is_not_tried_again),
		cmocka_unit_test(test_a_code_that_nobody_defined_is_harmless),
		cmocka_unit_test(test_object_and_reason_are_kept_printable),
		cmocka_unit_test(test_object_and_reason_are_cut_to_fit),
		cmocka_unit_test(test_a_failure_can_be_told_of_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
