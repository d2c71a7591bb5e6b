/* SPDX-License-Identifier: MIT */
/* What hooks may put on the command line of the target; what of a disk may be mounted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pure/added_words.h"
#include "pure/config.h"
#include "pure/hook.h"
#include "pure/host_disk.h"

static void test_words_that_change_nothing_about_trust_are_allowed(void **state)
{
	char word[64] = "";

	(void)state;
	assert_true(added_words_allowed("", word, sizeof(word)));
	assert_true(
		added_words_allowed("a=b loglevel=7 initcall_debug", word, sizeof(word)));
}

static void test_what_decides_what_runs_is_refused(void **state)
{
	static const char *const bad[] = {
		"init=/x",
		"rdinit=/x",
		"root=/dev/sda",
		"rd.break",
		"boot.shell_on_fail",
		"systemd.unit=x",
		"--",
		"\"init=/x\"",
		"x=\"a init=/x b\"",
		"'systemd.unit=x'",
		"a\\\\b",
		"initrd=x",
		"rootfstype=tmpfs",
	};
	char word[64], words[64];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(words, sizeof(words), "ok %s", bad[i]);
		assert_false(added_words_allowed(words, word, sizeof(word)));
		assert_string_equal(word, bad[i]);
	}
}

static void test_an_open_quote_is_refused(void **state)
{
	char word[64];

	(void)state;
	assert_false(added_words_allowed("a=\"b", word, sizeof(word)));
	assert_false(added_words_allowed("a\nb", word, sizeof(word)));
}

static void test_no_journal_is_replayed(void **state)
{
	(void)state;
	assert_string_equal(host_disk_options("ext4"), "ro,noload");
	assert_string_equal(host_disk_options("xfs"), "ro,norecovery");
	assert_null(host_disk_options("crypto_LUKS"));
	assert_null(host_disk_options("unheard-of"));
}

static void test_what_cannot_be_mounted_is_named(void **state)
{
	(void)state;
	assert_non_null(strstr(host_disk_remark("crypto_LUKS"), "LUKS"));
	assert_non_null(strstr(host_disk_remark("LVM2_member"), "LVM"));
	assert_non_null(strstr(host_disk_remark("linux_raid_member"), "RAID"));
	assert_null(host_disk_remark("ext4"));
}

static void test_rescue_is_asked_for_before_a_step(void **state)
{
	static struct config c;
	struct failure why;

	(void)state;
	config_init(&c);
	assert_null(config_wants_rescue(&c, "fetch"));
	assert_int_equal(config_apply(&c,
				      "nixos.break=fetch nixos.rescue=ssh "
				      "nixos.ssh-key=\"ssh-ed25519 AAAA\"",
				      &why),
			 0);
	assert_string_equal(config_wants_rescue(&c, "fetch"), "nixos.break=");
	assert_true(c.rescue_ssh && c.shell && !c.rescue_now);
	assert_string_equal(c.ssh_key, "ssh-ed25519 AAAA");
	assert_int_equal(config_apply(&c, "rd.break", &why), 0);
	assert_string_equal(config_wants_rescue(&c, "jump"), "nixos.break=");
	assert_int_equal(config_apply(&c, "nixos.break=early", &why), -5);
	assert_int_equal(config_apply(&c, "nixos.ssh-key=abc", &why), -5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_that_change_nothing_about_trust_are_allowed),
		cmocka_unit_test(test_what_decides_what_runs_is_refused),
		cmocka_unit_test(test_an_open_quote_is_refused),
		cmocka_unit_test(test_no_journal_is_replayed),
		cmocka_unit_test(test_what_cannot_be_mounted_is_named),
		cmocka_unit_test(test_rescue_is_asked_for_before_a_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
