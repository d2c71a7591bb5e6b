/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "initrd-builder/test/module_file.h"
#include "pure/modinfo.h"

static const char info[] = "license=GPL\0alias=pci:v00001AF4d*sv*sd*bc*sc*i*\0"
			   "no equals sign\0depends=failover,net_failover\0"
			   "softdep=pre: crc32c\0empty=\0";

static void test_fields_are_found_in_either_class_and_byte_order(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct module_file m =
			module_file_with(info, sizeof(info), kind & 1, kind & 2);
		struct modinfo found;
		struct modinfo_field f;

		assert_int_equal(modinfo_find(m.bytes, m.len, &found), 0);
		assert_true(modinfo_next(&found, &f));
		assert_true(modinfo_has_key(&f, "license"));
		assert_false(modinfo_has_key(&f, "licens"));
		assert_false(modinfo_has_key(&f, "license="));
		assert_string_equal(f.value, "GPL");
		assert_true(modinfo_next(&found, &f));
		assert_true(modinfo_has_key(&f, "alias"));
		assert_true(modinfo_next(&found, &f));
		assert_string_equal(f.value, "failover,net_failover");
		assert_true(modinfo_next(&found, &f));
		assert_string_equal(f.value, "pre: crc32c");
		assert_true(modinfo_next(&found, &f));
		assert_string_equal(f.value, "");
		assert_false(modinfo_next(&found, &f));
	}
}

static void test_every_truncation_is_refused(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct module_file m =
			module_file_with(info, sizeof(info), kind & 1, kind & 2);
		struct modinfo found;

		for (size_t len = 0; len < m.len; len++) {
			uint8_t *exact = malloc(len + 1);

			assert_non_null(exact);
			memcpy(exact, m.bytes, len);
			assert_int_equal(modinfo_find(exact, len, &found), -EBADMSG);
			free(exact);
		}
	}
}

static void test_every_flipped_byte_is_harmless(void **state)
{
	struct module_file m = module_file_with(info, sizeof(info), true, false);
	struct modinfo found;
	struct modinfo_field f;

	(void)state;
	for (size_t i = 0; i < m.len; i++) {
		uint8_t *exact = malloc(m.len);

		assert_non_null(exact);
		memcpy(exact, m.bytes, m.len);
		exact[i] ^= 0xff;
		if (modinfo_find(exact, m.len, &found) == 0)
			while (modinfo_next(&found, &f))
				assert_true(strlen(f.value) < m.len);
		free(exact);
	}
}

static void test_a_file_without_the_section_has_none(void **state)
{
	struct module_file m = module_file_with(info, sizeof(info), true, false);
	struct modinfo found;
	char *name = memmem(m.bytes, m.len, ".modinfo", 8);

	(void)state;
	assert_non_null(name);
	name[1] = 'M';
	assert_int_equal(modinfo_find(m.bytes, m.len, &found), -ENOENT);
}

static void test_a_string_without_its_end_is_not_read(void **state)
{
	struct modinfo m = { .strings = "a=1\0b=2", .len = 7 };
	struct modinfo_field f;

	(void)state;
	assert_true(modinfo_next(&m, &f));
	assert_false(modinfo_next(&m, &f));
}

static void test_names_are_spelt_as_the_kernel_does(void **state)
{
	static const struct {
		const char *path, *name;
	} cases[] = {
		{ "kernel/drivers/net/virtio_net.ko", "virtio_net" },
		{ "kernel/arch/x86/crypto/crc32c-intel.ko.xz", "crc32c_intel" },
		{ "nls-a.ko.zst", "nls_a" },
		{ "a/b.ko.gz\nkernel/c.ko", "b" },
		{ "kernel/x.ko.bz2", NULL },
		{ "kernel/.ko", NULL },
		{ "kernel/ko", NULL },
		{ "kernel/a b.ko", NULL },
		{ "kernel/\303\244.ko", NULL },
		{ "", NULL },
	};
	char name[MODINFO_NAME_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int r = modinfo_name_of_path(cases[i].path, name);

		assert_int_equal(r, cases[i].name ? 0 : -EINVAL);
		if (r == 0)
			assert_string_equal(name, cases[i].name);
	}
}

static void test_names_beyond_the_limit_are_refused(void **state)
{
	char word[MODINFO_NAME_MAX + 1], name[MODINFO_NAME_MAX];

	(void)state;
	memset(word, 'm', sizeof(word));
	assert_int_equal(modinfo_name_of_word(word, MODINFO_NAME_MAX - 1, name), 0);
	assert_int_equal(modinfo_name_of_word(word, MODINFO_NAME_MAX, name),
			 -ENAMETOOLONG);
}

static void test_aliases_are_normalized_as_depmod_does(void **state)
{
	static const struct {
		const char *alias, *normal;
	} cases[] = {
		{ "fs-ext4", "fs_ext4" },
		{ "usb:v0525p[a-f]*dc-", "usb:v0525p[a-f]*dc_" },
		{ "", "" },
		{ "a[b", NULL },
		{ "a]b", NULL },
		{ "tab\there", NULL },
	};
	char normal[32];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int r = modinfo_normalize_alias(cases[i].alias, strlen(cases[i].alias),
						normal, sizeof(normal));

		assert_int_equal(r, cases[i].normal ? 0 : -EINVAL);
		if (r == 0)
			assert_string_equal(normal, cases[i].normal);
	}
	assert_int_equal(modinfo_normalize_alias("abcd", 4, normal, 4), -ENAMETOOLONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields_are_found_in_either_class_and_byte_order),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_every_flipped_byte_is_harmless),
		cmocka_unit_test(test_a_file_without_the_section_has_none),
		cmocka_unit_test(test_a_string_without_its_end_is_not_read),
		cmocka_unit_test(test_names_are_spelt_as_the_kernel_does),
		cmocka_unit_test(test_names_beyond_the_limit_are_refused),
		cmocka_unit_test(test_aliases_are_normalized_as_depmod_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
