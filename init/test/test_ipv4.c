/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>

#include "pure/ipv4.h"

static void test_addresses_are_four_numbers(void **state)
{
	(void)state;
	char text[IPV4_TEXT_MAX];
	uint32_t address;

	assert_int_equal(ipv4_parse("192.0.2.255x", 11, &address), 0);
	assert_string_equal(ipv4_text(address, text), "192.0.2.255");
	assert_string_equal(ipv4_text(UINT32_MAX, text), "255.255.255.255");
	for (size_t len = 0; len < 9; len++)
		assert_int_equal(ipv4_parse("192.0.2.255", len, &address), -EINVAL);
}

static void test_a_mask_and_its_length_agree(void **state)
{
	(void)state;
	uint8_t len;

	for (uint8_t i = 0; i <= 32; i++) {
		assert_int_equal(ipv4_prefix_len(ipv4_mask(i), &len), 0);
		assert_int_equal(len, i);
	}
	assert_int_equal(ipv4_prefix_len(0xff00ff00, &len), -EINVAL);
	assert_int_equal(ipv4_prefix_len(1, &len), -EINVAL);
}

static void test_a_machine_has_no_address_of_a_special_kind(void **state)
{
	(void)state;
	assert_true(ipv4_is_host(0x0a000001));
	assert_true(ipv4_is_host(0xdfffffff));
	assert_false(ipv4_is_host(0));
	assert_false(ipv4_is_host(0x00ffffff));
	assert_false(ipv4_is_host(0x7f000001));
	assert_false(ipv4_is_host(0xe0000000));
	assert_false(ipv4_is_host(UINT32_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses_are_four_numbers),
		cmocka_unit_test(test_a_mask_and_its_length_agree),
		cmocka_unit_test(test_a_machine_has_no_address_of_a_special_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
