/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "pure/cmdline.h"
#include "pure/stage2_cmdline.h"

#define ALWAYS                                                                       \
	"rootfstype=ramfs panic=30 oops=panic softlockup_panic=1 hung_task_panic=1 " \
	"nixos.entered=kexec"

static const struct stage2_wish plain_wish = {
	.host = "BOOT_IMAGE=/boot/vmlinuz root=UUID=1 ro quiet console=tty0 net.ifnames=0 "
		"systemd.unit=x crashkernel=256M console=ttyS0,115200 init=/bin/sh mem=1G\n",
	.url = "http://192.0.2.1/nixos",
	.sha256 = "00ff",
	.entered = "kexec",
};

static void test_the_hosts_hardware_words_stay_and_nothing_else_of_it(void **state)
{
	char line[STAGE2_CMDLINE_MAX];
	const char *why = NULL;

	(void)state;
	assert_int_equal(stage2_cmdline_build(&plain_wish, 2047, line, &why), 0);
	assert_string_equal(line,
			    "console=tty0 net.ifnames=0 console=ttyS0,115200 " ALWAYS
			    " nixos.url=http://192.0.2.1/nixos nixos.sha256=00ff");
}

static void test_a_path_and_a_key_are_words_of_their_own(void **state)
{
	struct stage2_wish wish = plain_wish;
	char line[STAGE2_CMDLINE_MAX];
	const char *why = NULL;

	(void)state;
	wish.host = "";
	wish.path = "/nix/store/x-tree";
	wish.key = "cache-1:abc=";
	assert_int_equal(stage2_cmdline_build(&wish, 2047, line, &why), 0);
	assert_string_equal(line, ALWAYS " nixos.url=http://192.0.2.1/nixos "
					 "nixos.path=/nix/store/x-tree nixos.sha256=00ff "
					 "nixos.key=cache-1:abc=");
}

static void test_what_is_for_the_hosts_init_is_dropped(void **state)
{
	struct stage2_wish wish = plain_wish;
	char line[STAGE2_CMDLINE_MAX];
	const char *why = NULL;

	(void)state;
	wish.host = "nomodeset -- console=ttyS9";
	wish.sha256 = NULL;
	assert_int_equal(stage2_cmdline_build(&wish, 2047, line, &why), 0);
	assert_string_equal(line,
			    "nomodeset " ALWAYS " nixos.url=http://192.0.2.1/nixos");
}

static void test_words_to_append_survive_the_kernels_quoting(void **state)
{
	struct stage2_wish wish = plain_wish;
	char line[STAGE2_CMDLINE_MAX];
	const char *why = NULL, *at = line;
	struct cmdline_word word;
	bool found = false;

	(void)state;
	wish.append = "console=tty0 a=b 'c'\\";
	wish.extra = "nixos.timeout=20s \"x y=z\"";
	assert_int_equal(stage2_cmdline_build(&wish, 2047, line, &why), 0);
	while (cmdline_next(&at, &word)) {
		if (!cmdline_is(&word, "nixos.append"))
			continue;
		found = true;
		assert_int_equal(word.value_len, strlen(wish.append));
		assert_memory_equal(word.value, wish.append, word.value_len);
	}
	assert_true(found);
	assert_non_null(strstr(line, " nixos.timeout=20s \"x y=z\""));
}

static void test_what_the_kernel_cannot_be_told_is_refused(void **state)
{
	static const struct {
		const char *name;
		struct stage2_wish wish;
	} rows[] = {
		{ "quote in append", { .host = "", .url = "u", .append = "a=\"b\"" } },
		{ "newline in append", { .host = "", .url = "u", .append = "a\nb" } },
		{ "Latin-1 space in append",
		  { .host = "", .url = "u", .append = "\xa0" } },
		{ "space in URL", { .host = "", .url = "u init=/bin/sh" } },
		{ "quote in URL", { .host = "", .url = "\"u" } },
		{ "no URL", { .host = "", .url = "" } },
		{ "space in digest", { .host = "", .url = "u", .sha256 = "0 1" } },
		{ "space in path", { .host = "", .url = "u", .path = "/nix/store/a b" } },
		{ "quote in key", { .host = "", .url = "u", .key = "a:\"b" } },
		{ "open quote in extra", { .host = "", .url = "u", .extra = "a=\"b" } },
		{ "escape in extra", { .host = "", .url = "u", .extra = "a\x1b" } },
	};
	char line[STAGE2_CMDLINE_MAX] = "untouched";

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *why = NULL;

		assert_int_equal(stage2_cmdline_build(&rows[i].wish, 2047, line, &why),
				 -EINVAL);
		assert_non_null(why);
	}
	assert_string_equal(line, "untouched");
}

static void test_a_line_is_as_long_as_the_kernel_takes_and_no_longer(void **state)
{
	char url[STAGE2_CMDLINE_MAX] = { 0 }, line[STAGE2_CMDLINE_MAX] = "untouched";
	struct stage2_wish wish = { .host = "", .url = url, .entered = "kexec" };
	const char *why = NULL;
	size_t room = 2047 - strlen(ALWAYS " nixos.url=");

	(void)state;
	memset(url, 'a', room);
	assert_int_equal(stage2_cmdline_build(&wish, 2046, line, &why), -E2BIG);
	assert_string_equal(line, "untouched");
	assert_int_equal(stage2_cmdline_build(&wish, 2047, line, &why), 0);
	assert_int_equal(strlen(line), 2047);
	url[room] = 'a';
	assert_int_equal(stage2_cmdline_build(&wish, 65536, line, &why), -E2BIG);
}

static void test_no_secret_of_a_URL_is_shown(void **state)
{
	static const struct {
		const char *line, *shown;
	} rows[] = {
		{ "", "" },
		{ "console=tty0  nixos.log=debug ", "console=tty0  nixos.log=debug " },
		{ "a nixos.url=http://user:secret@h/x b",
		  "a nixos.url=http://***@h/x b" },
		{ "nixos.url=http://h/x@y", "nixos.url=http://h/x@y" },
		{ "nixos.url=https://h/x?token=secret nixos.proxy=http://u:secret@p",
		  "nixos.url=https://h/x?*** nixos.proxy=http://***@p" },
		{ "nixos.append=\"a=1 b=http://u:secret@h/c http://v:secret@h d\"",
		  "nixos.append=\"a=1 b=http://***@h/c http://***@h d\"" },
		{ "\"nixos.url=http://u:secret@h\"", "\"nixos.url=http://***@h\"" },
		{ "nixos.url=http://u:sec/ret@h", "nixos.url=http://***@h" },
	};
	char shown[STAGE2_CMDLINE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		stage2_cmdline_redact(rows[i].line, shown, sizeof(shown));
		assert_string_equal(shown, rows[i].shown);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_the_hosts_hardware_words_stay_and_nothing_else_of_it),
		cmocka_unit_test(test_a_path_and_a_key_are_words_of_their_own),
		cmocka_unit_test(test_what_is_for_the_hosts_init_is_dropped),
		cmocka_unit_test(test_words_to_append_survive_the_kernels_quoting),
		cmocka_unit_test(test_what_the_kernel_cannot_be_told_is_refused),
		cmocka_unit_test(
			test_a_line_is_as_long_as_the_kernel_takes_and_no_longer),
		cmocka_unit_test(test_no_secret_of_a_URL_is_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
