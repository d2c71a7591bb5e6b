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
#include "pure/url_resolve.h"

static void test_what_a_reference_means(void **state)
{
	static const struct {
		const char *base, *reference, *want; /* NULL: refused */
	} rows[] = {
		{ "http://h/a/netboot.ipxe", "bzImage", "http://h/a/bzImage" },
		{ "http://h/a/", "bzImage", "http://h/a/bzImage" },
		{ "http://h", "bzImage", "http://h/bzImage" },
		{ "http://h?q", "bzImage", "http://h/bzImage" },
		{ "http://h/a?q=/x/", "b/c", "http://h/b/c" },
		{ "http://h:8/a/b", "/c", "http://h:8/c" },
		{ "http://h", "/c", "http://h/c" },
		{ "http://h/a", "https://o/b?c", "https://o/b?c" },
		{ "file:///a/b", "c", "file:///a/c" },
		{ "file:/a/b", "/c", "file:/c" },
		{ "LABEL=x:/a/b", "c", "LABEL=x:/a/c" },
		{ "LABEL=x:/a/b", "/c", "LABEL=x:/c" },
		{ "LABEL=x:/a/b", "http://h/c", "http://h/c" },
		{ "LABEL=x:/a/b", "../c", NULL },
		{ "http://h/a/", "//o/b", NULL },
		{ "http://h/a/", "../b", NULL },
		{ "http://h/a/", "b/../c", NULL },
		{ "http://h/a/", "./b", NULL },
		{ "http://h/a/", "", NULL },
		{ "http://h/a/", "b c", NULL },
		{ "http://h/a/", "b#c", NULL },
		{ "http://h/a/", "gopher://o/", NULL },
		{ "h/a", "b", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char got[URL_MAX] = "";
		int r = url_resolve(rows[i].base, rows[i].reference, got, sizeof(got));

		if (rows[i].want ? r != 0 || strcmp(got, rows[i].want) != 0 : r == 0)
			fail_msg("<%s> <%s>: %d <%s>", rows[i].base, rows[i].reference, r,
				 got);
	}
}

static void test_an_encoded_path_is_a_name_again(void **state)
{
	static const struct {
		const char *text, *want; /* NULL: refused */
	} rows[] = {
		{ "", "" },         { "/a%20b%2Bc", "/a b+c" },
		{ "%7e%7E", "~~" }, { "/a%2fb", NULL },
		{ "/a%2Fb", NULL }, { "/a%00b", NULL },
		{ "%", "%" },       { "%4", "%4" },
	};
	char got[8];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct url_part part = { rows[i].text, strlen(rows[i].text) };
		int r = url_decode(part, got, sizeof(got));

		if (rows[i].want ? r != 0 || strcmp(got, rows[i].want) != 0
				 : r != -EINVAL)
			fail_msg("<%s>: %d <%s>", rows[i].text, r, got);
	}
	assert_int_equal(url_decode((struct url_part){ "12345678", 8 }, got, sizeof(got)),
			 -ENAMETOOLONG);
}

static void test_a_suffix_goes_before_the_query(void **state)
{
	char got[URL_MAX];

	(void)state;
	assert_int_equal(url_with_suffix("http://h/a", ".minisig", got, sizeof(got)), 0);
	assert_string_equal(got, "http://h/a.minisig");
	assert_int_equal(url_with_suffix("http://h/a?t=1", ".minisig", got, sizeof(got)),
			 0);
	assert_string_equal(got, "http://h/a.minisig?t=1");
	assert_int_equal(url_with_suffix("http://h/a", ".minisig", got, 18),
			 -ENAMETOOLONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_a_reference_means),
		cmocka_unit_test(test_an_encoded_path_is_a_name_again),
		cmocka_unit_test(test_a_suffix_goes_before_the_query),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
