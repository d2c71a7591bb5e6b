/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/writer.h"
#include "pure/boot_entry.h"

enum {
	ROOM = 4096,
};

static char text[ROOM];

static void test_grub_hands_each_word_on_as_it_is(void **state)
{
	const struct boot_entry e = { "console=ttyS0,115200n8  a=$b;c "
				      "nixos.append=\"x y\" z",
				      false };
	struct writer to = writer_over(text, ROOM);

	(void)state;
	assert_int_equal(boot_entry_grub(&e, &to), 0);
	assert_non_null(strstr(text, "vmlinuz\" 'console=ttyS0,115200n8' 'a=$b;c' "
				     "'nixos.append=x y' 'z'\n"));
	assert_null(strstr(text, "set default"));
	assert_non_null(strstr(text, "--id nixos-takeover {\n"));
}

static void test_what_grub_would_change_is_refused(void **state)
{
	static const char *const lines[] = { "a='b'", "a=\\b" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		const struct boot_entry e = { lines[i], false };
		struct writer to = writer_over(text, ROOM);

		assert_int_equal(boot_entry_grub(&e, &to), -EINVAL);
	}
}

static void test_an_entry_for_every_start_is_the_default(void **state)
{
	const struct boot_entry e = { "a", true };
	struct writer to = writer_over(text, ROOM);

	(void)state;
	assert_int_equal(boot_entry_grub(&e, &to), 0);
	assert_non_null(strstr(text, "set default=nixos-takeover\n"));
	to = writer_over(text, ROOM);
	boot_entry_extlinux(&e, &to);
	assert_non_null(strstr(text, "DEFAULT nixos-takeover\n"));
}

static void test_the_others_take_the_line_as_it_is(void **state)
{
	const struct boot_entry e = { "a=\"b c\"", false };
	struct writer to = writer_over(text, ROOM);

	(void)state;
	boot_entry_bls(&e, &to);
	assert_non_null(strstr(text, "options a=\"b c\"\n"));
	to = writer_over(text, ROOM);
	boot_entry_ipxe(&e, &to);
	assert_string_equal(text, "#!ipxe\nkernel vmlinuz initrd=initrd a=\"b c\"\n"
				  "initrd initrd\nboot\n");
}

static void test_our_part_goes_and_the_rest_stays(void **state)
{
	static const struct {
		const char *before, *after;
	} rows[] = {
		{ "", "" },
		{ "a\nb", "a\nb" },
		{ BOOT_ENTRY_BEGIN BOOT_ENTRY_END, "" },
		{ "a\n" BOOT_ENTRY_BEGIN "x\n" BOOT_ENTRY_END "b\n", "a\nb\n" },
		{ BOOT_ENTRY_BEGIN "x\n" BOOT_ENTRY_END "a\n" BOOT_ENTRY_BEGIN
				   "y\n" BOOT_ENTRY_END,
		  "a\n" },
		{ "echo " BOOT_ENTRY_BEGIN, "echo " BOOT_ENTRY_BEGIN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct writer to = writer_over(text, ROOM);

		assert_int_equal(
			boot_entry_strip(rows[i].before, strlen(rows[i].before), &to), 0);
		assert_string_equal(text, rows[i].after);
	}
}

static void test_a_part_without_an_end_is_left_to_a_person(void **state)
{
	static const char half[] = "a\n" BOOT_ENTRY_BEGIN "x\n";
	struct writer to = writer_over(text, ROOM);

	(void)state;
	assert_int_equal(boot_entry_strip(half, strlen(half), &to), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grub_hands_each_word_on_as_it_is),
		cmocka_unit_test(test_what_grub_would_change_is_refused),
		cmocka_unit_test(test_an_entry_for_every_start_is_the_default),
		cmocka_unit_test(test_the_others_take_the_line_as_it_is),
		cmocka_unit_test(test_our_part_goes_and_the_rest_stays),
		cmocka_unit_test(test_a_part_without_an_end_is_left_to_a_person),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
