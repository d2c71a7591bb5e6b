/* SPDX-License-Identifier: MIT */
/* Deadlines, and what is done with what is left of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pure/plan.h"

static void test_a_deadline_passes_when_it_is_reached(void **state)
{
	struct deadline d = deadline_in(100, 50);

	(void)state;
	assert_false(deadline_passed(d, 0));
	assert_false(deadline_passed(d, 149));
	assert_true(deadline_passed(d, 150));
	assert_true(deadline_passed(d, UINT64_MAX));
	assert_int_equal(deadline_left_ms(d, 100), 50);
	assert_int_equal(deadline_left_ms(d, 149), 1);
	assert_int_equal(deadline_left_ms(d, 150), 0);
	assert_int_equal(deadline_left_ms(d, UINT64_MAX), 0);
}

static void test_a_sum_that_would_wrap_is_never(void **state)
{
	(void)state;
	assert_int_equal(deadline_in(1, UINT64_MAX).at_ms, UINT64_MAX);
	assert_int_equal(deadline_in(UINT64_MAX, 1).at_ms, UINT64_MAX);
	assert_int_equal(deadline_in(UINT64_MAX, UINT64_MAX).at_ms, UINT64_MAX);
	assert_int_equal(deadline_in(UINT64_MAX - 1, 0).at_ms, UINT64_MAX - 1);
}

static void test_never_does_not_come(void **state)
{
	struct deadline soon = deadline_in(0, 5);

	(void)state;
	assert_false(deadline_passed(DEADLINE_NEVER, 0));
	assert_false(deadline_passed(DEADLINE_NEVER, UINT64_MAX));
	assert_int_equal(deadline_earlier(DEADLINE_NEVER, soon).at_ms, 5);
	assert_int_equal(deadline_earlier(soon, DEADLINE_NEVER).at_ms, 5);
	assert_int_equal(deadline_earlier(DEADLINE_NEVER, DEADLINE_NEVER).at_ms,
			 UINT64_MAX);
}

static void test_nobody_sleeps_longer_than_a_minute_or_beyond_a_deadline(void **state)
{
	static const struct {
		const char *name;
		uint64_t at_ms, now_ms;
		int want_ms;
	} rows[] = {
		{ "at once", 100, 100, 0 },
		{ "long ago", 100, UINT64_MAX, 0 },
		{ "soon", 101, 100, 1 },
		{ "within a minute", 60099, 100, 59999 },
		{ "in a minute", 60100, 100, 60000 },
		{ "later", 60101, 100, 60000 },
		{ "never", UINT64_MAX, 0, 60000 },
		{ "a multiple of 2^32", 1ULL << 32, 0, 60000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct deadline d = { .at_ms = rows[i].at_ms };
		int ms = deadline_poll_ms(d, rows[i].now_ms);

		if (ms != rows[i].want_ms)
			fail_msg("%s: %d", rows[i].name, ms);
	}
}

static void test_progress_moves_one_deadline_and_not_the_other(void **state)
{
	struct plan p;

	(void)state;
	plan_init(&p, 100, 250, 1000);
	assert_int_equal(plan_deadline(&p).at_ms, 1100);
	plan_progress(&p, 1090);
	assert_int_equal(plan_deadline(&p).at_ms, 1190);
	plan_progress(&p, 1180);
	assert_int_equal(plan_deadline(&p).at_ms, 1250);
	plan_progress(&p, 1249);
	assert_int_equal(plan_deadline(&p).at_ms, 1250);
}

static unsigned int tries_until_given_up(enum failure_code code)
{
	enum {
		MANY = 100
	};
	struct plan p;

	plan_init(&p, UINT64_MAX, UINT64_MAX, 0);
	for (unsigned int n = 1; n < MANY; n++)
		if (!plan_after(&p, code, 0, 0).retry)
			return n;
	return 0;
}

static void test_a_failure_is_met_as_often_as_it_allows(void **state)
{
	(void)state;
	for (enum failure_code code = FAILURE_NONE; code < FAILURE_CODES; code++)
		if (tries_until_given_up(code) != failure_tries(code))
			fail_msg("%s", failure_name(code));
}

static void test_another_failure_begins_to_count_anew(void **state)
{
	struct plan p;

	(void)state;
	plan_init(&p, UINT64_MAX, UINT64_MAX, 0);
	assert_int_equal(failure_tries(FAILURE_VERIFY_DIGEST), 2);
	assert_true(plan_after(&p, FAILURE_VERIFY_DIGEST, 0, 0).retry);
	assert_true(plan_after(&p, FAILURE_FETCH_CONNECT, 0, 0).retry);
	assert_true(plan_after(&p, FAILURE_VERIFY_DIGEST, 0, 0).retry);
	assert_false(plan_after(&p, FAILURE_VERIFY_DIGEST, 0, 0).retry);
}

static void test_every_mirror_is_asked_before_a_wrong_digest_is_final(void **state)
{
	struct plan p;

	(void)state;
	plan_init(&p, 1000 * 1000, 1000 * 1000, 0);
	p.sources = 3;
	assert_true(plan_after(&p, FAILURE_VERIFY_DIGEST, 0, 0).retry);
	assert_true(plan_after(&p, FAILURE_VERIFY_DIGEST, 0, 0).retry);
	assert_false(plan_after(&p, FAILURE_VERIFY_DIGEST, 0, 0).retry);
	/* what has nothing to do with the source is not tried more often for it */
	assert_false(plan_after(&p, FAILURE_LOAD_DENIED, 0, 0).retry);
}

static void test_pauses_double_up_to_half_a_minute(void **state)
{
	static const uint64_t want_ms[] = { 1000,  2000,  4000,  8000,
					    16000, 30000, 30000, 30000 };
	struct plan p;

	(void)state;
	plan_init(&p, UINT64_MAX, UINT64_MAX, 0);
	for (size_t i = 0; i < ARRAY_LEN(want_ms); i++) {
		struct plan_verdict v = plan_after(&p, FAILURE_FETCH_CONNECT, 0, 0);

		assert_true(v.retry);
		assert_int_equal(v.delay_ms, want_ms[i]);
	}
	assert_int_equal(plan_after(&p, FAILURE_FETCH_RESOLVE, 0, 0).delay_ms, 1000);
}

static void test_chance_adds_up_to_a_quarter(void **state)
{
	uint64_t least = UINT64_MAX, most = 0;

	(void)state;
	for (uint32_t i = 0; i < 100000; i++) {
		struct plan p;

		plan_init(&p, UINT64_MAX, UINT64_MAX, 0);
		uint64_t ms =
			plan_after(&p, FAILURE_FETCH_CONNECT, 0, i * 42949U).delay_ms;

		least = ms < least ? ms : least;
		most = ms > most ? ms : most;
	}
	assert_int_equal(least, 1000);
	assert_int_equal(most, 1250);
	for (uint32_t i = 0; i < 40; i++) {
		struct plan p;

		plan_init(&p, UINT64_MAX, UINT64_MAX, 0);
		p.last = FAILURE_FETCH_CONNECT;
		p.tries = UINT32_MAX - 20 + i; /* a server that is away for years */
		uint64_t ms =
			plan_after(&p, FAILURE_FETCH_CONNECT, 0, UINT32_MAX).delay_ms;

		assert_in_range(ms, 1000, 37500);
	}
}

static void test_a_pause_that_ends_behind_the_deadline_is_not_begun(void **state)
{
	static const struct {
		const char *name;
		uint64_t stall_ms, total_ms, now_ms;
		bool want;
	} rows[] = {
		{ "time enough", 2000, 5000, 999, true },
		{ "ends at the deadline", 2000, 5000, 1000, false },
		{ "in all", 9000, 5000, 3999, true },
		{ "in all, at the deadline", 9000, 5000, 4000, false },
		{ "already passed", 2000, 5000, 2001, false },
		{ "passed long ago", 2000, 5000, UINT64_MAX, false },
		{ "no deadline", UINT64_MAX, UINT64_MAX, UINT64_MAX - 5000, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct plan p;

		plan_init(&p, rows[i].stall_ms, rows[i].total_ms, 0);
		if (plan_after(&p, FAILURE_FETCH_CONNECT, rows[i].now_ms, 0).retry !=
		    rows[i].want)
			fail_msg("%s", rows[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_every_mirror_is_asked_before_a_wrong_digest_is_final),
		cmocka_unit_test(test_a_deadline_passes_when_it_is_reached),
		cmocka_unit_test(test_a_sum_that_would_wrap_is_never),
		cmocka_unit_test(test_never_does_not_come),
		cmocka_unit_test(
			test_nobody_sleeps_longer_than_a_minute_or_beyond_a_deadline),
		cmocka_unit_test(test_progress_moves_one_deadline_and_not_the_other),
		cmocka_unit_test(test_a_failure_is_met_as_often_as_it_allows),
		cmocka_unit_test(test_another_failure_begins_to_count_anew),
		cmocka_unit_test(test_pauses_double_up_to_half_a_minute),
		cmocka_unit_test(test_chance_adds_up_to_a_quarter),
		cmocka_unit_test(test_a_pause_that_ends_behind_the_deadline_is_not_begun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
