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
#include "pure/ipxe.h"

#define INIT "init=/nix/store/abc-nixos/init"

static struct ipxe script;

static int parse(const char *text)
{
	struct parse_fault fault;

	return ipxe_parse(text, strlen(text), &script, &fault);
}

static void test_the_script_of_nixpkgs_is_read(void **state)
{
	(void)state;
	assert_int_equal(
		parse("#!ipxe\n# Use the cmdline variable to add more\nkernel bzImage " INIT
		      " initrd=initrd loglevel=4 ${cmdline}\ninitrd initrd\nboot\n"),
		0);
	assert_string_equal(script.kernel, "bzImage");
	assert_int_equal(script.initrd_count, 1);
	assert_string_equal(script.initrds[0], "initrd");
	assert_string_equal(script.cmdline, INIT " loglevel=4");
}

static void test_urls_quotes_and_several_initrds_are_taken_as_they_are(void **state)
{
	(void)state;
	assert_int_equal(
		parse("#!ipxe\r\nkernel https://h/k " INIT
		      " dyndbg=\"file a.c\"\r\ninitrd https://h/i?a=b name\r\ninitrd b"),
		0);
	assert_string_equal(script.kernel, "https://h/k");
	assert_int_equal(script.initrd_count, 2);
	assert_string_equal(script.initrds[0], "https://h/i?a=b");
	assert_string_equal(script.cmdline, INIT " dyndbg=\"file a.c\"");
}

static void test_what_only_ipxe_could_do_is_refused(void **state)
{
#define KERNEL "kernel k " INIT "\n"
#define INITRD "initrd i\n"
	static const char *const rows[] = {
		"",
		"#!ipxe\n",
		"#!ipx\n" KERNEL INITRD,
		"\n#!ipxe\n" KERNEL INITRD,
		"#!ipxe\n" KERNEL,
		"#!ipxe\n" INITRD,
		"#!ipxe\n" KERNEL KERNEL INITRD,
		"#!ipxe\nkernel k\n" INITRD,
		"#!ipxe\nkernel\n" INITRD,
		"#!ipxe\nkernel k ${cmdline}\n" INITRD,
		"#!ipxe\nkernel ${k} " INIT "\n" INITRD,
		"#!ipxe\nkernel k " INIT " a=${b}\n" INITRD,
		"#!ipxe\nkernel k " INIT " \\\n" INITRD,
		"#!ipxe\nkernel -n x k " INIT "\n" INITRD,
		"#!ipxe\n" KERNEL "initrd\n",
		"#!ipxe\n" KERNEL "initrd $x\n",
		"#!ipxe\n" KERNEL INITRD INITRD INITRD INITRD INITRD,
		"#!ipxe\n" KERNEL INITRD "boot\n" INITRD,
		"#!ipxe\n" KERNEL INITRD "boot || shell\n",
		"#!ipxe\nset a b\n" KERNEL INITRD,
		"#!ipxe\n:label\n" KERNEL INITRD,
		"#!ipxe\n" KERNEL INITRD "\033[2J\n",
	};

	(void)state;
	assert_int_equal(parse("#!ipxe\n" KERNEL INITRD), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (parse(rows[i]) != -EBADMSG)
			fail_msg("row %zu", i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_script_of_nixpkgs_is_read),
		cmocka_unit_test(
			test_urls_quotes_and_several_initrds_are_taken_as_they_are),
		cmocka_unit_test(test_what_only_ipxe_could_do_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
