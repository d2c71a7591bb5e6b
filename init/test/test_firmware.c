/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/firmware.h"

/* 20 KiB: too large for every stack. */
static struct efi efi;

static void test_the_system_table_is_read_as_kernels_show_it(void **state)
{
	static const struct {
		const char *name, *text;
		uint64_t acpi20, acpi, smbios;
	} rows[] = {
		{ "OVMF",
		  "ACPI20=0x3fb7e014\nACPI=0x3fb7e000\nSMBIOS=0x3f8e0000\n"
		  "SMBIOS3=0x3f8de000\n",
		  0x3fb7e014, 0x3fb7e000, 0x3f8e0000 },
		{ "no last line end", "SMBIOS=0x1\nACPI20=0x2", 2, 0, 1 },
		{ "SMBIOS 3 alone", "SMBIOS3=0x5\n", 0, 0, 0 },
		{ "empty", "", 0, 0, 0 },
		{ "line ends", "\n\n\n", 0, 0, 0 },
		{ "names alone", "ACPI20=\nACPI\nSMBIOS=\n", 0, 0, 0 },
		{ "no numbers", "ACPI20=0xg\nACPI=-1\nSMBIOS=0x1 \n", 0, 0, 0 },
		{ "in the middle of a line", " ACPI20=0x1\nxACPI=0x2\n", 0, 0, 0 },
		{ "65 bits", "ACPI20=0x10000000000000000\nACPI=0x3\n", 0, 3, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		memset(&efi, 0, sizeof(efi));
		efi_read_systab(rows[i].text, &efi);
		if (efi.acpi20 != rows[i].acpi20 || efi.acpi != rows[i].acpi ||
		    efi.smbios != rows[i].smbios)
			fail_msg("%s", rows[i].name);
	}
}

static void test_every_truncation_is_read_as_far_as_it_goes(void **state)
{
	static const char whole[] = "ACPI20=0x3fb7e014\nSMBIOS=0x3f8e0000\n";
	char text[sizeof(whole)];

	(void)state;
	for (size_t len = 0; len < sizeof(whole); len++) {
		memcpy(text, whole, len);
		text[len] = 0;
		memset(&efi, 0, sizeof(efi));
		efi_read_systab(text, &efi);
		if (len >= sizeof("ACPI20=0x3fb7e014") - 1)
			assert_int_equal(efi.acpi20, 0x3fb7e014);
		assert_int_equal(efi.acpi, 0);
		assert_int_equal(efi.range_count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_system_table_is_read_as_kernels_show_it),
		cmocka_unit_test(test_every_truncation_is_read_as_far_as_it_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
