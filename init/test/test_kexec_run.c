/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/kexec_run.h"

static struct kexec_boot boot;

static int parse(const char *text)
{
	struct parse_fault fault;

	return kexec_run_parse(text, strlen(text), &boot, &fault);
}

static void test_the_script_of_nixos_images_is_read(void **state)
{
	(void)state;
	assert_int_equal(
		parse("#!/bin/sh\nset -e\ninit=\"/nix/store/a-nixos/init\"\n"
		      "kernelParams=\"'console=tty0' quiet 'a=it'\\''s b'\"\necho \"$init\"\n"),
		0);
	assert_string_equal(boot.kernel, "bzImage");
	assert_string_equal(boot.initrd, "initrd");
	assert_string_equal(boot.cmdline,
			    "init=/nix/store/a-nixos/init console=tty0 quiet a=it's b");
}

static void test_what_only_a_shell_could_know_is_refused(void **state)
{
#define INIT   "init=\"/i\"\n"
#define PARAMS "kernelParams=\"a\"\n"
	static const char *const rows[] = {
		"",
		INIT,
		PARAMS,
		INIT INIT PARAMS,
		INIT PARAMS PARAMS,
		" " INIT PARAMS,
		"init=\"$x\"\n" PARAMS,
		"init=\"`x`\"\n" PARAMS,
		"init=\"i\"\n" PARAMS,
		"init=\"/a b\"\n" PARAMS,
		"init=\"\"\n" PARAMS,
		"init=\"/i\n" PARAMS,
		"init=\"/i\"; x\n" PARAMS,
		INIT "kernelParams=\"'a\"\n",
		INIT "kernelParams=\"a\\b\"\n",
		INIT "kernelParams=\"a\\\"\n",
		INIT "kernelParams=\"\xc3\xa4\"\n",
	};

	(void)state;
	assert_int_equal(parse(INIT PARAMS), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (parse(rows[i]) != -EBADMSG)
			fail_msg("row %zu: %s", i, rows[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_script_of_nixos_images_is_read),
		cmocka_unit_test(test_what_only_a_shell_could_know_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
