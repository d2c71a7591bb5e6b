/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pure/udhcpc_args.h"

#define ARGS(text) text, sizeof(text) - 1

static void test_the_interface_is_the_one_that_was_given(void **state)
{
	(void)state;
	/* Alpine's; OpenWrt's; what else its getopt takes */
	assert_true(udhcpc_args_are_for(
		ARGS("udhcpc\0-b\0-R\0-p\0/var/run/udhcpc.eth1.pid\0-i\0eth1\0"),
		"eth1"));
	assert_true(udhcpc_args_are_for(
		ARGS("/sbin/udhcpc\0-p\0/x.pid\0-s\0/lib/dhcp.script\0-f\0-ieth1\0"),
		"eth1"));
	assert_true(udhcpc_args_are_for(ARGS("/bin/busybox\0udhcpc\0-bi\0wan\0"), "wan"));
	assert_true(udhcpc_args_are_for(ARGS("udhcpc\0--interface=wan\0"), "wan"));
	assert_true(udhcpc_args_are_for(ARGS("udhcpc\0--interface\0wan\0-b\0"), "wan"));
	assert_true(udhcpc_args_are_for(ARGS("udhcpc\0-b\0"), "eth0"));
	assert_true(udhcpc_args_are_for(ARGS("udhcpc"), "eth0"));
}

static void test_others_are_not_meant(void **state)
{
	(void)state;
	assert_false(udhcpc_args_are_for(ARGS("udhcpc\0-i\0eth1\0"), "eth0"));
	assert_false(udhcpc_args_are_for(ARGS("udhcpc\0-i\0eth1\0"), "eth11"));
	assert_false(udhcpc_args_are_for(ARGS("udhcpc\0-i\0eth11\0"), "eth1"));
	assert_false(udhcpc_args_are_for(ARGS("udhcpc6\0-i\0eth1\0"), "eth1"));
	assert_false(udhcpc_args_are_for(ARGS("grep\0udhcpc\0-i\0eth1\0"), "eth1"));
	assert_false(udhcpc_args_are_for(ARGS("busybox\0sh\0"), "eth0"));
	assert_false(udhcpc_args_are_for(ARGS("busybox\0"), "eth0"));
	assert_false(udhcpc_args_are_for(ARGS("udhcpc\0-i\0"), "eth0"));
	assert_false(udhcpc_args_are_for("", 0, "eth0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_interface_is_the_one_that_was_given),
		cmocka_unit_test(test_others_are_not_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
