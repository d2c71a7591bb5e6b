/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/load_way.h"

static void test_ways_are_planned_by_what_is_known(void **state)
{
	static const struct {
		const char *name;
		int forced;
		unsigned int deaths;
		bool locked_down;
		struct load_ways want;
	} rows[] = {
		{ "nothing known",
		  -1,
		  0,
		  false,
		  { { LOAD_STORE, LOAD_BUFFER, LOAD_FILE }, 3 } },
		{ "one death", -1, 1, false, { { LOAD_BUFFER, LOAD_FILE }, 2 } },
		{ "two deaths", -1, 2, false, { { LOAD_FILE }, 1 } },
		{ "many deaths", -1, 4000000000, false, { { LOAD_FILE }, 1 } },
		{ "locked down", -1, 0, true, { { LOAD_FILE }, 1 } },
		{ "locked down and a death", -1, 1, true, { { LOAD_FILE }, 1 } },
		{ "forced", LOAD_STORE, 0, false, { { LOAD_STORE }, 1 } },
		{ "forced in spite of a death",
		  LOAD_STORE,
		  1,
		  false,
		  { { LOAD_STORE }, 1 } },
		{ "forced in spite of lockdown",
		  LOAD_BUFFER,
		  0,
		  true,
		  { { LOAD_BUFFER }, 1 } },
		{ "forced file", LOAD_FILE, 0, false, { { LOAD_FILE }, 1 } },
		{ "what is no way", LOAD_WAYS, 2, false, { { LOAD_FILE }, 1 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct load_ways got = load_ways_plan(rows[i].forced, rows[i].deaths,
						      rows[i].locked_down);

		if (got.count != rows[i].want.count ||
		    memcmp(got.ways, rows[i].want.ways,
			   got.count * sizeof(got.ways[0])) != 0)
			fail_msg("%s", rows[i].name);
	}
}

static void test_what_follows_a_way_depends_on_why_it_failed(void **state)
{
	static const struct {
		const char *name;
		size_t tried;
		enum load_stage stage;
		int error;
		size_t want; /* in store, kexec_load, kexec_file_load; 3 is the end */
	} rows[] = {
		{ "no userfaultfd", 0, LOAD_FEEDING, ENOSYS, 1 },
		{ "userfaultfd is forbidden, kexec is not", 0, LOAD_FEEDING, EPERM, 1 },
		{ "no memory for a thread", 0, LOAD_FEEDING, ENOMEM, 1 },
		{ "no CONFIG_KEXEC", 0, LOAD_REFUSING, ENOSYS, 2 },
		{ "KHO", 0, LOAD_REFUSING, EADDRNOTAVAIL, 2 },
		{ "over half of the RAM", 0, LOAD_REFUSING, EINVAL, 2 },
		{ "somebody else loads", 0, LOAD_REFUSING, EBUSY, 2 },
		{ "IMA", 0, LOAD_REFUSING, EACCES, 2 },
		{ "forbidden", 0, LOAD_REFUSING, EPERM, 3 },
		{ "no memory", 0, LOAD_REFUSING, ENOMEM, 3 },
		{ "the image is given away", 0, LOAD_SPENT, EFAULT, 3 },
		{ "the buffer is refused", 1, LOAD_REFUSING, EINVAL, 2 },
		{ "the buffer is forbidden", 1, LOAD_REFUSING, EPERM, 3 },
		{ "the last one", 2, LOAD_REFUSING, ENOSYS, 3 },
		{ "no signature", 2, LOAD_REFUSING, ENODATA, 3 },
	};
	const struct load_ways plan = load_ways_plan(-1, 0, false);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (load_ways_after(&plan, rows[i].tried, rows[i].stage, rows[i].error) !=
		    rows[i].want)
			fail_msg("%s", rows[i].name);
}

static void test_a_forced_way_is_the_only_one(void **state)
{
	(void)state;
	for (int way = 0; way < LOAD_WAYS; way++) {
		const struct load_ways plan = load_ways_plan(way, 0, false);

		assert_int_equal(load_ways_after(&plan, 0, LOAD_FEEDING, ENOSYS), 1);
		assert_int_equal(load_ways_after(&plan, 0, LOAD_REFUSING, ENOSYS), 1);
		assert_int_equal(load_ways_after(&plan, 0, LOAD_SPENT, EFAULT), 1);
	}
}

static void test_only_a_policy_is_a_denial(void **state)
{
	static const int denials[] = { EPERM,        ENODATA, ENOKEY,
				       EKEYREJECTED, EBADMSG, ENOPKG };
	static const int others[] = { ENOSYS,        EACCES,  EINVAL,
				      EADDRNOTAVAIL, ENOMEM,  EBUSY,
				      EFAULT,        ENOEXEC, 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(denials); i++)
		assert_true(load_error_is_denial(denials[i]));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(load_error_is_denial(others[i]));
}

static void test_every_way_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int a = 0; a < LOAD_WAYS; a++)
		for (int b = 0; b < LOAD_WAYS; b++)
			assert_int_equal(strcmp(load_way_name((enum load_way)a),
						load_way_name((enum load_way)b)) == 0,
					 a == b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways_are_planned_by_what_is_known),
		cmocka_unit_test(test_what_follows_a_way_depends_on_why_it_failed),
		cmocka_unit_test(test_a_forced_way_is_the_only_one),
		cmocka_unit_test(test_only_a_policy_is_a_denial),
		cmocka_unit_test(test_every_way_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
