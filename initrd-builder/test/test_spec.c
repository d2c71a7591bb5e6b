/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>

#include "base/attr.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/spec.h"

/* Parse a copy, as the parser cuts it into words. */
static int parse(const char *text, struct spec_line *ret, unsigned int *column,
		 struct reason *why)
{
	static char copy[SPEC_LINE_MAX];

	assert_true(strlen(text) < sizeof(copy));
	memcpy(copy, text, strlen(text) + 1);
	return spec_parse_line(copy, ret, column, why);
}

static void test_lines_of_gen_init_cpio_are_taken(void **state)
{
	struct spec_line l;
	struct reason why;
	unsigned int column;

	(void)state;
	assert_int_equal(parse("file /init ${INIT} 0755 0 0", &l, &column, &why), 0);
	assert_int_equal(l.kind, SPEC_FILE);
	assert_string_equal(l.name.text, "init");
	assert_string_equal(l.source.text, "${INIT}");
	assert_int_equal(l.source.column, 12);
	assert_int_equal(l.perm, 0755);
	assert_int_equal(l.links_len, 0);

	assert_int_equal(parse("\tfile a b 4755 1 2 /c //d # why", &l, &column, &why), 0);
	assert_int_equal(l.perm, 04755);
	assert_int_equal(l.uid, 1);
	assert_int_equal(l.gid, 2);
	assert_int_equal(l.links_len, 2);
	assert_string_equal(l.links[1], "d");

	assert_int_equal(parse("nod /dev/console 600 0 5 c 5 1", &l, &column, &why), 0);
	assert_int_equal(l.kind, SPEC_NOD);
	assert_int_equal(l.type, S_IFCHR);
	assert_int_equal(l.major, 5);
	assert_int_equal(l.minor, 1);

	assert_int_equal(parse("slink /bin/sh busybox 777 0 0\r", &l, &column, &why), 0);
	assert_string_equal(l.target.text, "busybox");
	assert_int_equal(parse("dir /a 0700 0 0", &l, &column, &why), 0);
	assert_int_equal(l.kind, SPEC_DIR);
	assert_int_equal(parse("pipe /a 0700 0 0", &l, &column, &why), 0);
	assert_int_equal(l.kind, SPEC_PIPE);
}

static void test_our_own_lines_are_taken(void **state)
{
	struct spec_line l;
	struct reason why;
	unsigned int column;

	(void)state;
	assert_int_equal(parse("include more.spec", &l, &column, &why), 0);
	assert_int_equal(l.kind, SPEC_INCLUDE);
	assert_int_equal(parse("tree / overlay", &l, &column, &why), 0);
	assert_string_equal(l.name.text, "");
	assert_int_equal(parse("busybox-links /bin busybox list", &l, &column, &why), 0);
	assert_string_equal(l.target.text, "busybox");
	assert_string_equal(l.source.text, "list");
	assert_int_equal(parse("", &l, &column, &why), 0);
	assert_int_equal(l.kind, SPEC_NOTHING);
	assert_int_equal(parse("  # only a comment", &l, &column, &why), 0);
	assert_int_equal(l.kind, SPEC_NOTHING);
}

static void test_bad_lines_are_refused_where_they_go_wrong(void **state)
{
	static const struct {
		const char *line;
		unsigned int column;
	} cases[] = {
		{ "flie /init x 755 0 0", 1 },
		{ "sock /s 755 0 0", 1 },
		{ "dir", 4 },
		{ "dir /a 755 0", 13 },
		{ "dir /a 755 0 0 0", 16 },
		{ "dir /a 888 0 0", 8 },
		{ "dir /a 17777 0 0", 8 },
		{ "dir /a u+x 0 0", 8 },
		{ "dir /a 755 root 0", 12 },
		{ "dir /a 755 0 -1", 14 },
		{ "dir /a 755 4294967296 0", 12 },
		{ "nod /a 600 0 0 p 1 1", 16 },
		{ "nod /a 600 0 0 c 1", 19 },
		{ "file /a # src 755 0 0", 8 },
		{ "tree /a", 8 },
		{ "tree /a \"b", 11 },
		{ "tree /a \"", 10 },
		{ "tree /a \"b\"c", 12 },
		{ "tree /a \"\\n\"", 10 },
		{ "tree /a \"b\\000\"", 11 },
		{ "tree /a \"b\\400\"", 11 },
		{ "tree /a \"b\\18\"", 11 },
		{ "tree \"\" b \"\" c", 11 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct spec_line l;
		struct reason why;
		unsigned int column = 0;

		if (parse(cases[i].line, &l, &column, &why) != -EINVAL ||
		    column != cases[i].column)
			fail_msg("'%s': column %u, not %u: %s", cases[i].line, column,
				 cases[i].column, why.text);
	}
}

static void test_quoted_words_may_hold_any_byte(void **state)
{
	struct spec_line l;
	struct reason why;
	unsigned int column;

	(void)state;
	assert_int_equal(parse("slink \"/a b\" \"\\\"x\\\\\\012\\377\" 777 0 0", &l,
			       &column, &why),
			 0);
	assert_string_equal(l.name.text, "a b");
	assert_string_equal(l.target.text, "\"x\\\n\377");
	assert_int_equal(l.target.column, 14);
	assert_int_equal(parse("tree / \"# no comment\"# one", &l, &column, &why),
			 -EINVAL);
	assert_int_equal(parse("tree / \"# no comment\" # one", &l, &column, &why), 0);
	assert_string_equal(l.source.text, "# no comment");
	/* Only at the beginning of a word: what gen_init_cpio takes keeps its meaning. */
	assert_int_equal(parse("tree / a\"b", &l, &column, &why), 0);
	assert_string_equal(l.source.text, "a\"b");
	assert_int_equal(parse("\"dir\" /a 755 0 0", &l, &column, &why), 0);
	assert_int_equal(l.kind, SPEC_DIR);
}

static void test_a_line_of_too_many_words_is_refused(void **state)
{
	char line[4 * SPEC_WORDS_MAX + 1] = "";
	struct spec_line l;
	struct reason why;
	unsigned int column;

	(void)state;
	for (int i = 0; i <= SPEC_WORDS_MAX; i++)
		memcpy(line + 2 * (size_t)i, "w ", 3);
	assert_int_equal(parse(line, &l, &column, &why), -EINVAL);
	assert_int_equal(column, 2 * SPEC_WORDS_MAX + 1);
}

static void test_variables_come_from_definitions_only(void **state)
{
	struct spec_definition list[3];
	const struct spec_definitions definitions = { list, ARRAY_LEN(list) };
	static const struct {
		const char *text, *expanded;
	} cases[] = {
		{ "${A}/x${B}", "one/xtwo" },
		{ "plain $A", "plain $A" },
		{ "${A", NULL },
		{ "${HOME}", NULL },
		{ "${}", NULL },
	};
	char expanded[SPEC_PATH_MAX];
	struct reason why;

	(void)state;
	assert_int_equal(spec_parse_definition("A=zero", &list[0]), 0);
	assert_int_equal(spec_parse_definition("B=two", &list[1]), 0);
	assert_int_equal(spec_parse_definition("A=one", &list[2]), 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int r = spec_expand(cases[i].text, &definitions, expanded, &why);

		assert_int_equal(r, cases[i].expanded ? 0 : -EINVAL);
		if (r == 0)
			assert_string_equal(expanded, cases[i].expanded);
	}
}

static void test_a_path_that_grows_too_long_is_refused(void **state)
{
	static char value[SPEC_PATH_MAX + 2] = "A=";
	struct spec_definition a;
	const struct spec_definitions definitions = { &a, 1 };
	char expanded[SPEC_PATH_MAX];
	struct reason why;

	(void)state;
	memset(value + 2, 'a', SPEC_PATH_MAX - 1);
	assert_int_equal(spec_parse_definition(value, &a), 0);
	assert_int_equal(spec_expand("${A}", &definitions, expanded, &why), 0);
	assert_int_equal(spec_expand("${A}b", &definitions, expanded, &why),
			 -ENAMETOOLONG);
}

static void test_definitions_have_a_name_and_a_value(void **state)
{
	static const char *const bad[] = { "", "A", "A=", "=x", "A B=x", "A-B=x" };
	struct spec_definition d;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(spec_parse_definition(bad[i], &d), -EINVAL);
	assert_int_equal(spec_parse_definition("CA_BUNDLE=/a=b", &d), 0);
	assert_string_equal(d.value, "/a=b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_of_gen_init_cpio_are_taken),
		cmocka_unit_test(test_our_own_lines_are_taken),
		cmocka_unit_test(test_bad_lines_are_refused_where_they_go_wrong),
		cmocka_unit_test(test_quoted_words_may_hold_any_byte),
		cmocka_unit_test(test_a_line_of_too_many_words_is_refused),
		cmocka_unit_test(test_variables_come_from_definitions_only),
		cmocka_unit_test(test_a_path_that_grows_too_long_is_refused),
		cmocka_unit_test(test_definitions_have_a_name_and_a_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
