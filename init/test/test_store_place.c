/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/store_place.h"

#define A "yp5vdihy9m50dkijgs1mxz68vgi260v1-tree"
#define B "1vqpl5l3yr4a8am1mjmjan6kw7gxnhqi-linux"

static struct parse_fault fault;

static int parse(const char *text, struct store_place *ret)
{
	return store_place_parse(text, strlen(text), ret, &fault);
}

static void test_a_place_is_a_store_path_and_what_is_in_it(void **state)
{
	struct store_place p;

	(void)state;
	assert_int_equal(parse(A, &p), 0);
	assert_string_equal(p.name, A);
	assert_string_equal(p.path, "");
	assert_int_equal(parse(A "/a/b", &p), 0);
	assert_string_equal(p.name, A);
	assert_string_equal(p.path, "a/b");
	assert_true(store_place_is_valid(&p));
	assert_int_equal(parse("", &p), -EBADMSG);
	assert_int_equal(parse("short-name/a", &p), -EBADMSG);
	assert_int_equal(parse(A "/a\n", &p), -EBADMSG);
}

static void test_links_lead_where_they_would_in_a_store(void **state)
{
	static const struct {
		const char *at, *says, *to; /* NULL: nowhere */
	} rows[] = {
		{ A "/bzImage", "/nix/store/" B "/bzImage", B "/bzImage" },
		{ A "/kexec-boot", "/nix/store/" B, B },
		{ A "/kexec-boot", "/nix/store/" B "/", B },
		{ A "/initrd.zst", "initrd", A "/initrd" },
		{ A "/a/b/c", "../d", A "/a/d" },
		{ A "/a/b/c", "./../.././d//e", A "/d/e" },
		{ A "/a", "../" B "/x", B "/x" },
		{ A "/a", "..", NULL },
		{ A, B "/x", B "/x" },
		{ A, "x", NULL },
		{ A "/a", "../../../etc/passwd", NULL },
		{ A "/a", "/etc/passwd", NULL },
		{ A "/a", "/nix/store", NULL },
		{ A "/a", "/nix/store/", NULL },
		{ A "/a", "/nix/store/../../etc/passwd", NULL },
		{ A "/a", "/nix/storex/" B, NULL },
		{ A "/a", "b\x1b", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct store_place at, got, want;
		int r;

		assert_int_equal(parse(rows[i].at, &at), 0);
		r = store_place_follow(&at, rows[i].says, strlen(rows[i].says), &got,
				       &fault);
		if (!rows[i].to) {
			if (r != -EBADMSG)
				fail_msg("'%s' leads somewhere", rows[i].says);
			continue;
		}
		assert_int_equal(parse(rows[i].to, &want), 0);
		if (r < 0 || strcmp(got.name, want.name) != 0 ||
		    strcmp(got.path, want.path) != 0)
			fail_msg("'%s' does not lead to %s", rows[i].says, rows[i].to);
	}
}

static void test_what_is_too_long_is_refused(void **state)
{
	char text[NIX_NAME_MAX + 2 * MEMBER_PATH_MAX];
	struct store_place at, got;

	(void)state;
	assert_int_equal(parse(A "/a", &at), 0);
	memset(text, 'x', sizeof(text));
	assert_int_equal(store_place_follow(&at, text, MEMBER_PATH_MAX - 1, &got, &fault),
			 0);
	for (size_t len = MEMBER_PATH_MAX; len < sizeof(text); len++)
		assert_int_equal(store_place_follow(&at, text, len, &got, &fault),
				 -EBADMSG);
}

static void test_an_answer_is_checked_again(void **state)
{
	struct store_place p;

	(void)state;
	assert_int_equal(parse(A "/a", &p), 0);
	memset(p.path, 'x', sizeof(p.path));
	assert_false(store_place_is_valid(&p));
	assert_int_equal(parse(A "/a", &p), 0);
	memcpy(p.path, "../a", 5);
	assert_false(store_place_is_valid(&p));
	assert_int_equal(parse(A "/a", &p), 0);
	p.name[0] = '/';
	assert_false(store_place_is_valid(&p));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_place_is_a_store_path_and_what_is_in_it),
		cmocka_unit_test(test_links_lead_where_they_would_in_a_store),
		cmocka_unit_test(test_what_is_too_long_is_refused),
		cmocka_unit_test(test_an_answer_is_checked_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
