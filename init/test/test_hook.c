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
		"rd.systemd.debug_shell",
		"rd.systemd.debug-shell=1",
		"rd.shell",
		"boot.shell_on_fail",
		"boot.shell-on-fail",
		"systemd.unit=x",
		"systemd.debug-shell",
		"systemd.debug_shell=1",
		"systemd.set_credential=passwd.plaintext-password.root:x",
		"emergency",
		"rescue",
		"single",
		"1",
		"debug1",
		"live.nixos.password=x",
		"--",
		"\"init=/x\"",
		"initrd=x",
		"initrdmem=0x1000000,64",
		"noinitrd",
		"bootconfig",
		"rootfstype=tmpfs",
		"resume=/dev/sda2",
		"mount.usr=/dev/sda2",
		"findiso=/x.iso",
		"sysctl.kernel.core_pattern=|/takeover/x",
		"sysctl/kernel/modprobe=/takeover/x",
		"LD_PRELOAD=/takeover/x",
		"BASH_ENV=/takeover/x",
		"_=x",
	};
	char word[64], words[128];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(words, sizeof(words), "ok %s", bad[i]);
		if (added_words_allowed(words, word, sizeof(word)))
			fail_msg("%s", bad[i]);
		assert_string_equal(word, bad[i]);
	}
}

/* The kernel splits at \t \n \v \f \r and byte 0xa0, too; others at some of them. */
static void
test_a_word_cannot_hide_from_one_reader_behind_what_is_none_for_another(void **state)
{
	static const char *const bad[] = {
		"a=\"b",
		"x=\"a init=/x b\"",
		"x=\"a\tinit=/x\"",
		"'systemd.unit=x'",
		"x='a init=/x b'",
		"\"\"",
		"a\\b",
		"a\\ rd.break",
		"a\nb",
		"a\tb",
		"a\vb",
		"a\fb",
		"a\rb",
		"a\xa0"
		"b",
		"a\x01"
		"b",
		"a\x7f"
		"b",
		"\tinit=/x",
		"a\vrd.break",
		"a\xa0systemd.unit=x",
	};
	char word[64];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (added_words_allowed(bad[i], word, sizeof(word)))
			fail_msg("%s", bad[i]);
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
		cmocka_unit_test(
			test_a_word_cannot_hide_from_one_reader_behind_what_is_none_for_another),
		cmocka_unit_test(test_no_journal_is_replayed),
		cmocka_unit_test(test_what_cannot_be_mounted_is_named),
		cmocka_unit_test(test_rescue_is_asked_for_before_a_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
