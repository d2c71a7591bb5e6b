/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/known_trouble.h"

static void names_the_upstream_issue(void **state)
{
	(void)state;
	assert_non_null(strstr(known_trouble_of("mlx4_core"), "ipxe/ipxe#916"));
	assert_non_null(strstr(known_trouble_of("e1000e"), "nixos-anywhere#346"));
	assert_non_null(strstr(known_trouble_of("amdgpu"), "nix-dabei#25"));
}

static void takes_no_part_of_a_name(void **state)
{
	(void)state;
	assert_null(known_trouble_of("e1000"));
	assert_null(known_trouble_of("mlx4_core2"));
	assert_null(known_trouble_of(""));
}

static void knows_machines_by_a_part_of_their_name(void **state)
{
	(void)state;
	assert_non_null(known_trouble_of_product("Google Compute Engine\n"));
	assert_non_null(known_trouble_of_product("Raspberry Pi 4 Model B Rev 1.4"));
	assert_null(known_trouble_of_product("Standard PC (i440FX + PIIX, 1996)"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_the_upstream_issue),
		cmocka_unit_test(takes_no_part_of_a_name),
		cmocka_unit_test(knows_machines_by_a_part_of_their_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
