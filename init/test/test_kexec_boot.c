/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pure/kexec_boot.h"

#define TARGET "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-nixos-26.05"
#define CMDLINE                                                                         \
	"init=" TARGET "/init console=tty0 console=ttyS0,115200 root=fstab loglevel=4 " \
	"lsm=landlock,yama,bpf"

/* As nixpkgs' netboot.nix writes it. */
static const char upstream[] =
	"#!/usr/bin/env bash\n"
	"if ! kexec -v >/dev/null 2>&1; then\n"
	"  echo \"kexec not found: please install kexec-tools\" 2>&1\n"
	"  exit 1\n"
	"fi\n"
	"SCRIPT_DIR=$( cd -- \"$( dirname -- \"${BASH_SOURCE[0]}\" )\" &> /dev/null && pwd )\n"
	"kexec --load ${SCRIPT_DIR}/bzImage \\\n"
	"  --initrd=${SCRIPT_DIR}/initrd.gz \\\n"
	"  --command-line \"" CMDLINE "\"\n"
	"kexec -e\n";

static int parse(const char *text, struct kexec_boot *ret)
{
	struct parse_fault fault;

	return kexec_boot_parse(text, strlen(text), ret, &fault);
}

static void test_the_upstream_script_is_read(void **state)
{
	struct kexec_boot boot;

	(void)state;
	assert_int_equal(parse(upstream, &boot), 0);
	assert_string_equal(boot.kernel, "bzImage");
	assert_string_equal(boot.initrd, "initrd.gz");
	assert_string_equal(boot.cmdline, CMDLINE);
}

#define LOAD "kexec --load $SCRIPT_DIR/k --initrd=$SCRIPT_DIR/i --command-line "

static void test_quotes_are_taken_as_a_shell_takes_them(void **state)
{
	static const struct {
		const char *text, *cmdline;
	} rows[] = {
		{ LOAD "quiet", "quiet" },
		{ LOAD "a=b\\ c", "a=b c" },
		{ LOAD "'a=\"x y\" $b `c` \\'", "a=\"x y\" $b `c` \\" },
		{ LOAD "\"a=\\\"x y\\\" \\$b \\`c\\` \\\\ \\d\"",
		  "a=\"x y\" $b `c` \\ \\d" },
		{ LOAD "\"a \\\nb\"", "a b" },
		{ LOAD "a\\\nb", "ab" },
		{ LOAD "a'b c'\"d e\"", "ab cd e" },
		{ LOAD "\\\n \\\n a", "a" },
		{ LOAD "a \t \\\n  ", "a" },
		{ LOAD "\"\"a", "a" },
		{ "\t kexec\t-l \"${SCRIPT_DIR}/k\" --initrd \"$SCRIPT_DIR\"/i --append=a\n",
		  "a" },
		{ "kexec --append a --initrd='x'\nkexec -e\n" LOAD "b", "b" },
		{ "kexec -e $X\n" LOAD "b\nkexec -e|cat", "b" },
		{ "# kexec \\\n" LOAD "b", "b" },
		{ "echo \\\nkexec --load x\n" LOAD "b", "b" },
		{ "kexec\n" LOAD "b", "b" },
	};
	struct kexec_boot boot;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(parse(rows[i].text, &boot), 0);
		assert_string_equal(boot.kernel, "k");
		assert_string_equal(boot.initrd, "i");
		assert_string_equal(boot.cmdline, rows[i].cmdline);
	}
}

static void test_what_needs_a_shell_is_refused(void **state)
{
	static const char *const rows[] = {
		LOAD "\"init=$1\"",
		LOAD "\"init=${INIT}\"",
		LOAD "\"init=$(cat init)\"",
		LOAD "\"init=`cat init`\"",
		LOAD "\"init=$SCRIPT_DIR/init\"",
		LOAD "\"init=${SCRIPT_DIR}/init\"",
		LOAD "\"init=$SCRIPT_DIRECTORY\"",
		LOAD "\"init=${SCRIPT_DIR:-x}\"",
		LOAD "\"init=$\"",
		LOAD "\"$*\"",
		LOAD "a; reboot",
		LOAD "a && kexec -e",
		LOAD "a | cat",
		LOAD "a >/dev/null",
		LOAD "a # comment",
		LOAD "a*",
		LOAD "~",
		LOAD "{a,b}",
		LOAD "`a`",
		LOAD "$(a)",
		/* kernelParams with quotes of their own: what the shell would really pass */
		LOAD "\"init=/i dyndbg=\"file a.c +p\" quiet\"",
	};
	struct kexec_boot boot;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(parse(rows[i], &boot), -EBADMSG);
}

static void test_a_bad_script_is_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"kexec -e\n",
		"kexec --load",
		"<html><body>kexec --load it</body></html>\n",
		"#" LOAD "a",
		"echo " LOAD "a",
		"kexec --load ${SCRIPT_DIR}/bzImage --initrd=${SCRIPT_DIR}/initrd.gz\n",
		LOAD,
		LOAD "\"\"",
		LOAD "''\n",
		LOAD "\"a",
		LOAD "'a",
		LOAD "a\\",
		LOAD "\"a\nb\"",
		LOAD "\"a\tb\"",
		LOAD "\"a\x01\"",
		LOAD "\"\xc3\xa4\"",
		LOAD "a\r\n",
		LOAD "a b",
		LOAD "a ''",
		LOAD "a\n" LOAD "a",
		LOAD "a --append b",
		LOAD "a --initrd=${SCRIPT_DIR}/j",
		LOAD "a --reuse-cmdline",
		LOAD "a --initrdx=${SCRIPT_DIR}/j",
		"kexec --load /boot/k --initrd=${SCRIPT_DIR}/i --append a\n",
		"kexec --load k --initrd=${SCRIPT_DIR}/i --append a\n",
		"kexec --load $SCRIPT_DIR/../k --initrd=$SCRIPT_DIR/i --append a\n",
		"kexec --load $SCRIPT_DIR/.. --initrd=$SCRIPT_DIR/i --append a\n",
		"kexec --load $SCRIPT_DIR/ --initrd=$SCRIPT_DIR/i --append a\n",
		"kexec --load $SCRIPT_DIR --initrd=$SCRIPT_DIR/i --append a\n",
		"kexec --load x$SCRIPT_DIR/k --initrd=$SCRIPT_DIR/i --append a\n",
		"kexec --load $SCRIPT_DIR/$SCRIPT_DIR --initrd=$SCRIPT_DIR/i --append a\n",
		"kexec --load '$SCRIPT_DIR/k' --initrd=$SCRIPT_DIR/i --append a\n",
		"kexec --load $SCRIPT_DIR/k --append a --initrd\n",
		"kexec --load --initrd=$SCRIPT_DIR/i --append a\n",
	};
	struct kexec_boot boot = { .kernel = "untouched" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(parse(rows[i], &boot), -EBADMSG);
	assert_string_equal(boot.kernel, "untouched");
}

static void test_the_fault_names_the_line_and_the_reason(void **state)
{
	static const char text[] = "#!/bin/sh\n\nkexec --load ${SCRIPT_DIR}/bzImage \\\n"
				   " --initrd=${SCRIPT_DIR}/initrd.gz\n";
	struct parse_fault fault = { 0 };
	struct kexec_boot boot;

	(void)state;
	assert_int_equal(kexec_boot_parse(text, strlen(text), &boot, &fault), -EBADMSG);
	assert_int_equal(fault.code, PARSE_FAULT_INPUT);
	assert_int_equal(fault.line, 3);
	assert_string_equal(fault.text, "has no command line for the kernel");
}

static void test_every_truncation_is_refused(void **state)
{
	const char *last_byte = strstr(upstream, "\"\nkexec -e");
	size_t complete = (size_t)(last_byte + 1 - upstream);
	struct parse_fault fault;
	struct kexec_boot boot;

	(void)state;
	for (size_t len = 0; len < strlen(upstream); len++) {
		char *exact = malloc(len + 1); /* so that the sanitizer sees an overrun */

		assert_non_null(exact);
		memcpy(exact, upstream, len);
		assert_int_equal(kexec_boot_parse(exact, len, &boot, &fault),
				 len < complete ? -EBADMSG : 0);
		free(exact);
	}
}

static void test_limits_hold(void **state)
{
	static char text[KEXEC_BOOT_FILE_MAX + 2];
	struct parse_fault fault;
	struct kexec_boot boot;

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text, LOAD, strlen(LOAD));
	size_t longest = strlen(LOAD) + KEXEC_BOOT_CMDLINE_MAX - 1;
	assert_int_equal(kexec_boot_parse(text, longest, &boot, &fault), 0);
	assert_int_equal(strlen(boot.cmdline), KEXEC_BOOT_CMDLINE_MAX - 1);
	assert_int_equal(kexec_boot_parse(text, longest + 1, &boot, &fault), -EBADMSG);
	assert_int_equal(kexec_boot_parse(text, sizeof(text) - 1, &boot, &fault),
			 -EBADMSG);

	memset(text + longest, '\n', sizeof(text) - longest);
	assert_int_equal(kexec_boot_parse(text, KEXEC_BOOT_FILE_MAX, &boot, &fault), 0);
	assert_int_equal(kexec_boot_parse(text, KEXEC_BOOT_FILE_MAX + 1, &boot, &fault),
			 -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_upstream_script_is_read),
		cmocka_unit_test(test_quotes_are_taken_as_a_shell_takes_them),
		cmocka_unit_test(test_what_needs_a_shell_is_refused),
		cmocka_unit_test(test_a_bad_script_is_refused),
		cmocka_unit_test(test_the_fault_names_the_line_and_the_reason),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_limits_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
