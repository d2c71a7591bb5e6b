/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/watchdog_rule.h"

static void test_only_a_target_that_says_so_feeds_a_watchdog(void **state)
{
	static const struct {
		const char *cmdline;
		bool want;
	} rows[] = {
		{ "", false },
		{ "init=/nix/store/x/init loglevel=4", false },
		{ "init=/i systemd.watchdog_sec=60", true },
		{ "systemd.watchdog-sec=1min quiet", true },
		{ "systemd.watchdog_sec=off", false },
		{ "systemd.watchdog_sec=0", false },
		{ "systemd.watchdog_sec=", false },
		{ "systemd.watchdog_sec", false },
		{ "systemd.watchdog_sec=60 systemd.watchdog_sec=off", false },
		{ "systemd.watchdog_sec=off systemd.watchdog_sec=60", true },
		{ "systemd.watchdog_device=/dev/watchdog", false },
		{ "quiet -- systemd.watchdog_sec=60", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (watchdog_is_fed_by(rows[i].cmdline) != rows[i].want)
			fail_msg("%s", rows[i].cmdline);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_a_target_that_says_so_feeds_a_watchdog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
