/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/progress.h"

#define MIB (1ULL << 20)

static void test_the_first_line_comes_at_once_and_others_at_intervals(void **state)
{
	static const struct {
		uint64_t now_ms;
		bool want;
	} rows[] = {
		{ 5000, true },   { 5000, false }, { 5001, false }, { 6999, false },
		{ 7000, true },   { 7001, false }, { 8999, false }, { 20000, true },
		{ 21999, false }, { 22000, true },
	};
	struct progress p = { .started_ms = 5000, .total_bytes = -1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (progress_is_due(&p, rows[i].now_ms) != rows[i].want)
			fail_msg("row %zu: at %llu", i,
				 (unsigned long long)rows[i].now_ms);
}

static void test_a_line_says_bytes_rate_and_time_left(void **state)
{
	static const struct {
		const char *name;
		uint64_t done_bytes;
		int64_t total_bytes;
		uint64_t elapsed_ms;
		const char *want;
	} rows[] = {
		{ "half of it", 30 * MIB, 60 * MIB, 3000,
		  "30.0 of 60.0 MiB, 10.0 MiB/s, 3 s left" },
		{ "tenths are cut, not rounded", 34 * MIB + MIB / 4, 60 * MIB + MIB / 8,
		  1000, "34.2 of 60.1 MiB, 34.2 MiB/s, 1 s left" },
		{ "nine tenths", MIB - 1, 60 * MIB + MIB * 95 / 100, 1000,
		  "0.9 of 60.9 MiB, 0.9 MiB/s, 60 s left" },
		{ "a started second counts", 10 * MIB, 25 * MIB, 1000,
		  "10.0 of 25.0 MiB, 10.0 MiB/s, 2 s left" },
		{ "all of it", 60 * MIB, 60 * MIB, 6000, "60.0 of 60.0 MiB, 10.0 MiB/s" },
		{ "more than was said", 61 * MIB, 60 * MIB, 61000,
		  "61.0 of 60.0 MiB, 1.0 MiB/s" },
		{ "the last byte", 10 * MIB - 1, 10 * MIB, 1000,
		  "9.9 of 10.0 MiB, 9.9 MiB/s, 1 s left" },
		{ "nobody says how much", 30 * MIB, -1, 3000, "30.0 MiB, 10.0 MiB/s" },
		{ "too early for a rate", MIB, 60 * MIB, 999, "1.0 of 60.0 MiB" },
		{ "done before a second", MIB, MIB, 500, "1.0 of 1.0 MiB, 2.0 MiB/s" },
		{ "nothing yet", 0, 60 * MIB, 3000, "0.0 of 60.0 MiB, 0.0 MiB/s" },
		{ "an hour left", MIB, 3601 * MIB, 1000,
		  "1.0 of 3601.0 MiB, 1.0 MiB/s, 3600 s left" },
		{ "slow: a modem", 60000, MIB, 10000,
		  "0.0 of 1.0 MiB, 0.0 MiB/s, 165 s left" },
		{ "very slow: less than a byte a millisecond", 5000, 10000, 10000,
		  "0.0 of 0.0 MiB, 0.0 MiB/s, 10 s left" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct progress p = {
			.started_ms = 777,
			.done_bytes = rows[i].done_bytes,
			.total_bytes = rows[i].total_bytes,
		};
		char line[PROGRESS_LINE_SIZE];

		progress_line(&p, 777 + rows[i].elapsed_ms, line);
		if (strcmp(line, rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].name, line);
	}
}

static void test_no_time_at_all_divides_nothing_by_zero(void **state)
{
	struct progress p = { .started_ms = 5, .done_bytes = MIB, .total_bytes = -1 };
	char line[PROGRESS_LINE_SIZE];

	(void)state;
	progress_line(&p, 5, line);
	assert_memory_equal(line, "1.0 MiB, ", 9);
	progress_line(&p, 4, line);
	assert_memory_equal(line, "1.0 MiB, ", 9);
}

static void test_the_largest_numbers_fit(void **state)
{
	static const uint64_t numbers[] = {
		0, 1, 999, MIB, 1ULL << 62, 1ULL << 63, UINT64_MAX - 1, UINT64_MAX
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		for (size_t j = 0; j < ARRAY_LEN(numbers); j++)
			for (size_t k = 0; k < ARRAY_LEN(numbers); k++) {
				struct progress p = {
					.done_bytes = numbers[i],
					.total_bytes = (int64_t)numbers[j],
				};
				char line[PROGRESS_LINE_SIZE];

				memset(line, 'x', sizeof(line));
				progress_line(&p, numbers[k], line);
				assert_non_null(memchr(line, 0, sizeof(line)));
				assert_non_null(strstr(line, " MiB"));
				assert_null(strstr(line, ", 0 s left"));
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_the_first_line_comes_at_once_and_others_at_intervals),
		cmocka_unit_test(test_a_line_says_bytes_rate_and_time_left),
		cmocka_unit_test(test_no_time_at_all_divides_nothing_by_zero),
		cmocka_unit_test(test_the_largest_numbers_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
