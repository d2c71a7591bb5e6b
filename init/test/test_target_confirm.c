/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/base64.h"
#include "pure/cmdline.h"
#include "pure/target_confirm.h"

static void test_the_unit_reboots_a_target_in_which_nobody_logs_in(void **state)
{
	static const char name[] = "systemd.extra-unit.takeover-confirm.service:";
	char words[TARGET_CONFIRM_SIZE], unit[512] = "";
	struct cmdline_word word;
	const char *at = words;

	(void)state;
	assert_int_equal(target_confirm_build(10 * 60 * 1000, words), 0);
	assert_true(cmdline_next(&at, &word));
	assert_true(cmdline_is(&word, "systemd.set_credential_binary"));
	assert_memory_equal(word.value, name, strlen(name));
	const char *text = word.value + strlen(name);
	size_t len = word.value_len - strlen(name), padding = 0;

	while (text[len - 1 - padding] == '=')
		padding++;
	assert_int_equal(base64_decode(text, len, (uint8_t *)unit, len / 4 * 3 - padding),
			 0);
	assert_non_null(strstr(unit, "FailureAction=reboot-force\n"));
	assert_non_null(strstr(unit, "[ $$i -lt 600 ]||exit 1"));
	assert_true(cmdline_next(&at, &word));
	assert_true(cmdline_is(&word, "systemd.wants"));
	assert_memory_equal(word.value, "takeover-confirm.service", word.value_len);
	assert_false(cmdline_next(&at, &word));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_unit_reboots_a_target_in_which_nobody_logs_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
