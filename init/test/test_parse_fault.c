/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/parse_fault.h"

static void test_a_fault_is_told_with_its_line(void **state)
{
	const struct parse_fault fault = { .line = 3, .text = "no digest" };
	char shown[PARSE_FAULT_SHOWN_MAX];

	(void)state;
	parse_fault_text(&fault, shown);
	assert_string_equal(shown, "line 3: no digest");
}

static void test_a_fault_of_the_whole_file_names_no_line(void **state)
{
	const struct parse_fault fault = { .text = "is empty" };
	char shown[PARSE_FAULT_SHOWN_MAX];

	(void)state;
	parse_fault_text(&fault, shown);
	assert_string_equal(shown, "is empty");
}

static void test_the_longest_fault_is_told_whole(void **state)
{
	struct parse_fault fault = { .line = UINT32_MAX };
	char shown[PARSE_FAULT_SHOWN_MAX];

	(void)state;
	memset(fault.text, 'x', sizeof(fault.text) - 1);
	parse_fault_text(&fault, shown);
	assert_int_equal(strlen(shown), strlen("line 4294967295: ") + strlen(fault.text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_fault_is_told_with_its_line),
		cmocka_unit_test(test_a_fault_of_the_whole_file_names_no_line),
		cmocka_unit_test(test_the_longest_fault_is_told_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
