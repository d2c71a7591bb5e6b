/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pure/network_check.h"

static void test_a_line_has_a_reason_only_where_it_is_not_so(void **state)
{
	char line[NETWORK_CHECK_LINE_MAX];

	(void)state;
	network_check_line(line, true, "carrier", "eth0", "none");
	assert_string_equal(line, "[ok] carrier eth0");
	network_check_line(line, false, "carrier", "eth0", "none");
	assert_string_equal(line, "[--] carrier eth0: none");
	network_check_line(line, false, "gateway", "", "no default route");
	assert_string_equal(line, "[--] gateway: no default route");
}

static void test_what_fetch_says_tells_name_from_server(void **state)
{
	static const struct {
		struct fetch_msg end;
		bool resolves, answers;
	} rows[] = {
		{ { .result = FETCH_OK, .http_status = 200 }, true, true },
		{ { .result = FETCH_OK }, true, true }, /* tftp */
		{ { .result = FETCH_HTTP, .http_status = 404 }, true, true },
		{ { .result = FETCH_RESOLVE }, false, false },
		{ { .result = FETCH_CONNECT }, true, false },
		{ { .result = FETCH_TIMEOUT }, true, false },
		{ { .result = FETCH_TLS }, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(network_check_resolves(&rows[i].end), rows[i].resolves);
		assert_int_equal(network_check_answers(&rows[i].end), rows[i].answers);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_line_has_a_reason_only_where_it_is_not_so),
		cmocka_unit_test(test_what_fetch_says_tells_name_from_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
