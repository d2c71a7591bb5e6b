/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/url.h"
#include "pure/url_fill.h"

static const struct url_facts machine = {
	.mac = "52:54:00:12:34:56",
	.uuid = "4c4c4544-0042",
	.serial = "A/B ?#%{\xc3\xa4}",
	.arch = "x86_64",
	.hostname = "..",
};

static void test_facts_take_the_place_of_their_names(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "http://h/a", "http://h/a" },
		{ "http://h/${mac}/", "http://h/52%3A54%3A00%3A12%3A34%3A56/" },
		{ "http://h/${arch}/${uuid}", "http://h/x86_64/4c4c4544-0042" },
		{ "http://${arch}.h/${arch}${arch}", "http://x86_64.h/x86_64x86_64" },
		{ "http://h/?s=${serial}", "http://h/?s=A%2FB%20%3F%23%25%7B%C3%A4%7D" },
		{ "LABEL=x:/${uuid}/", "LABEL=x:/4c4c4544-0042/" },
	};
	char got[URL_MAX];
	const char *name;
	struct url url;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(
			url_fill(rows[i].text, &machine, got, sizeof(got), &name), 0);
		assert_string_equal(got, rows[i].want);
		assert_int_equal(url_parse(got, &url, &name), 0);
		assert_int_equal(url_fill_check(rows[i].text, &name), 0);
		assert_int_equal(url_fill(rows[i].text, &machine, got,
					  strlen(rows[i].want), &name),
				 -ENAMETOOLONG);
	}
}

static void test_what_is_no_fact_is_refused(void **state)
{
	static const char *const rows[] = {
		"http://h/${}",        "http://h/${mac",   "http://h/${MAC}",
		"http://h/${mac}${x}", "http://h/${mac }", "http://h/$mac}",
		"http://h/{mac}",      "${mac}",           "http://h/${mac:hexhyp}",
		"http://h/a b/${mac}",
	};
	const char *why = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (url_fill_check(rows[i], &why) != -EINVAL || !why)
			fail_msg("<%s> was taken", rows[i]);
	}
}

static void test_a_fact_is_no_way_to_another_host(void **state)
{
	static const char *const rows[] = { "http://${serial}/", "http://${mac}.h/",
					    "http://h${serial}:80/" };
	char got[URL_MAX] = "untouched";
	const char *name;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(url_fill_check(rows[i], &name), 0);
		assert_int_equal(url_fill(rows[i], &machine, got, sizeof(got), &name),
				 -EINVAL);
		assert_string_equal(got, "untouched");
	}
}

static void test_what_is_not_known_has_a_name(void **state)
{
	static const struct url_facts none;
	char got[URL_MAX] = "untouched";
	const char *name = NULL;

	(void)state;
	assert_int_equal(url_fill("http://h/${serial}", &none, got, sizeof(got), &name),
			 -ENODATA);
	assert_string_equal(name, "serial");
	/* a name of dots would be a folder */
	assert_int_equal(
		url_fill("http://h/${hostname}", &machine, got, sizeof(got), &name),
		-ENODATA);
	assert_string_equal(name, "hostname");
	assert_string_equal(got, "untouched");
}

static void test_every_truncation_and_bit_flip_is_survived(void **state)
{
	static const char text[] = "http://h/${mac}/${serial}?${arch}";
	char got[URL_MAX];
	const char *why;

	(void)state;
	for (size_t bit = 0; bit < 8 * sizeof(text); bit++) {
		char changed[sizeof(text)] = "";

		memcpy(changed, text, bit / 8);
		(void)!url_fill_check(changed, &why);
		memcpy(changed, text, sizeof(text) - 1);
		changed[bit / 8] = (char)(changed[bit / 8] ^ 1 << bit % 8);
		changed[sizeof(text) - 1] = 0;
		/* of the slash behind the host another letter of its name may come */
		if (url_fill_check(changed, &why) == 0 &&
		    url_fill(changed, &machine, got, sizeof(got), &why) < 0)
			assert_int_equal(bit / 8, strlen("http://h"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts_take_the_place_of_their_names),
		cmocka_unit_test(test_what_is_no_fact_is_refused),
		cmocka_unit_test(test_a_fact_is_no_way_to_another_host),
		cmocka_unit_test(test_what_is_not_known_has_a_name),
		cmocka_unit_test(test_every_truncation_and_bit_flip_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
