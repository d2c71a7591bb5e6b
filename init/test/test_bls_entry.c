/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "pure/bls_entry.h"

static void test_the_kernel_is_the_value_of_its_key(void **state)
{
	static const struct {
		const char *text, *kernel;
	} rows[] = {
		/* Fedora's, whose options are a variable of GRUB */
		{ "title Fedora Linux (6.11.4-301.fc41.x86_64) 41\n"
		  "version 6.11.4-301.fc41.x86_64\n"
		  "linux /vmlinuz-6.11.4-301.fc41.x86_64\n"
		  "initrd /initramfs-6.11.4-301.fc41.x86_64.img $tuned_initrd\n"
		  "options $kernelopts $tuned_params\n",
		  "/vmlinuz-6.11.4-301.fc41.x86_64" },
		/* kernel-install's, with a folder a machine */
		{ "# Boot Loader Specification type#1 entry\n\ntitle      Debian\n"
		  "linux      /6b1d5f0a2c3e4d5f8a9b0c1d2e3f4a5b/6.12.9/linux\n",
		  "/6b1d5f0a2c3e4d5f8a9b0c1d2e3f4a5b/6.12.9/linux" },
		{ "\t linux\t/a file with blanks \t\r\n", "/a file with blanks" },
		{ "efi /EFI/Linux/nixos.efi", "/EFI/Linux/nixos.efi" },
		{ "uki /EFI/Linux/arch.efi\n", "/EFI/Linux/arch.efi" },
		{ "linux vmlinuz\nlinux /vmlinuz\n", "/vmlinuz" },
		{ "linux16 /vmlinuz\n", NULL },
		{ "# linux /vmlinuz\n", NULL },
		{ "linux\n/vmlinuz\n", NULL },
		{ "linux ", NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span got = { NULL, 0 };
		int r = bls_entry_kernel(rows[i].text, strlen(rows[i].text), &got);

		assert_int_equal(r, rows[i].kernel ? 0 : -ENOENT);
		if (rows[i].kernel)
			assert_true(span_is(got, rows[i].kernel));
		else
			assert_null(got.at);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_kernel_is_the_value_of_its_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
