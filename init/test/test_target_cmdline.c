/* SPDX-License-Identifier: MIT */
/* Image lines are real ones: netboot-minimal, nixos-images, nixpkgs' kexecTree. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pure/cmdline.h"
#include "pure/target_cmdline.h"

#define INIT \
	"init=/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-nixos-26.05/init"
#define BACK "boot.panic_on_fail panic=30"

enum {
	KERNEL_MAX = 2047, /* what every bzImage of x86-64 says */
};

static void test_the_line_is_that_of_the_image_and_what_lacks_in_it(void **state)
{
	static const struct {
		const char *name, *image, *ours, *append, *want;
	} rows[] = {
		{ "scripted stage 1", INIT " loglevel=4", "", "",
		  INIT " loglevel=4 rootfstype=ramfs " BACK },
		{ "systemd stage 1", INIT " root=fstab loglevel=4", "", "",
		  INIT " root=fstab loglevel=4 " BACK },
		{ "rootfstype of its own", INIT " rootfstype=tmpfs", "", "",
		  INIT " rootfstype=tmpfs " BACK },
		{ "the name of another key holds root", INIT " nfsroot=x rootflags=y", "",
		  "", INIT " nfsroot=x rootflags=y rootfstype=ramfs " BACK },
		{ "initrd= is dropped, wherever it is",
		  "initrd=initrd " INIT " initrd=b root=fstab initrd=", "", "",
		  INIT " root=fstab " BACK },
		{ "initrdmem= is another word", INIT " root=fstab initrdmem=0x1,2", "",
		  "", INIT " root=fstab initrdmem=0x1,2 " BACK },
		{ "panic and panic_on_fail of its own",
		  INIT " root=fstab panic=5 boot.panic-on-fail", "", "",
		  INIT " root=fstab panic=5 boot.panic-on-fail" },
		{ "quoted words stay as they are",
		  INIT " root=fstab \"a=b  c\" d=\"e  f\" g=h\"i j\"", "", "",
		  INIT " root=fstab \"a=b  c\" d=\"e  f\" g=h\"i j\" " BACK },
		{ "base64 stays as it is",
		  INIT " root=fstab "
		       "systemd.set_credential_binary=ssh.authorized_keys.root:c3NoLQ==",
		  "", "",
		  INIT
		  " root=fstab "
		  "systemd.set_credential_binary=ssh.authorized_keys.root:c3NoLQ== " BACK },
		{ "the machine's words, in order", INIT " root=fstab",
		  "nixos.url=http://h/ console=tty0 panic=30 quiet "
		  "console=ttyS0,115200n8 pci=nomsi root=/dev/sda1 init=/x mem=1G "
		  "rd.break systemd.unit=x nomodeset",
		  "",
		  INIT " root=fstab console=tty0 console=ttyS0,115200n8 pci=nomsi "
		       "nomodeset " BACK },
		{ "the machine's words are not said twice",
		  INIT " root=fstab console=ttyS0,115200 console=tty0",
		  "console=tty0 console=ttyS0,115200 console=ttyS1", "",
		  INIT
		  " root=fstab console=ttyS0,115200 console=tty0 console=ttyS1 " BACK },
		{ "a quoted word of the machine", INIT " root=fstab",
		  "\"video=a b\" console=\"ttyS0\"", "",
		  INIT " root=fstab \"video=a b\" console=\"ttyS0\" " BACK },
		{ "append is last, as it is", INIT " root=fstab", "console=tty0",
		  "panic=5  x=\"y z\"",
		  INIT " root=fstab console=tty0 " BACK " panic=5  x=\"y z\"" },
		{ "append does not stand for words of the image", INIT, "",
		  "root=/dev/sda1", INIT " rootfstype=ramfs " BACK " root=/dev/sda1" },
		{ "white space of all kinds", "\t" INIT "\n\n root=fstab\v", "\n", "",
		  INIT " root=fstab " BACK },
		{ "what is for init stays behind the words for the kernel",
		  INIT " initrd=x -- 3 panic=1 initrd=y", "console=tty0 -- console=ttyS9",
		  "a=b",
		  INIT " rootfstype=ramfs console=tty0 " BACK
		       " a=b -- 3 panic=1 initrd=y" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char line[TARGET_CMDLINE_SIZE];
		struct failure why = { .code = FAILURE_NONE };

		if (target_cmdline_build(rows[i].image, rows[i].ours, rows[i].append,
					 KERNEL_MAX, line, &why) < 0)
			fail_msg("%s: %s", rows[i].name, why.why);
		if (strcmp(line, rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].name, line);
	}
}

static void test_a_line_that_cannot_boot_or_be_read_is_refused(void **state)
{
	static const struct {
		const char *name, *image;
	} rows[] = {
		{ "empty", "" },
		{ "space", "  " },
		{ "no init=", "root=fstab loglevel=4" },
		{ "init without a value", "init root=fstab" },
		{ "init= without a value", "init= root=fstab" },
		{ "rdinit= is another word", "rdinit=/x root=fstab" },
		{ "init= within another word", "a=\"b init=/x\" root=fstab" },
		{ "init= behind --", "root=fstab -- init=/x" },
		{ "a quote is open at the end", INIT " root=\"fstab" },
		{ "a quoted word is open at the end", INIT " \"root=fstab" },
	};
	char line[TARGET_CMDLINE_SIZE] = "untouched";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct failure why = { .code = FAILURE_NONE };

		if (target_cmdline_build(rows[i].image, "", "", KERNEL_MAX, line, &why) !=
			    -EIO ||
		    why.code != FAILURE_SOURCE_CMDLINE)
			fail_msg("%s: %s", rows[i].name, line);
	}
	assert_string_equal(line, "untouched");
}

/* Stage two's command line is not signed, and only what is about the hardware is taken from it. */
static void test_a_word_of_the_machine_brings_no_other_with_it(void **state)
{
	static const char *const hiding[] = {
		/* the kernel takes it; behind it every other word would be inside its quotes */
		"video=\"a b",
		/* a stage 1 in shell splits it */
		"console=\"ttyS0 init=/x\"",
		"\"console=ttyS0 rd.break\"",
		"pci=\"a \"init=/x\" b\"",
		"acpi=\"a boot.shell_on_fail",
		"video=\"LD_PRELOAD=/x a LD_PRELOAD=/x\"",
		"video=\"a\tinit=/x\"",
		"video=\"a\ninit=/x\"",
		"video=\"a\vinit=/x\"",
		/* systemd does not see what is behind it */
		"video='a",
		"video=a\\",
	};
	char ours[128], line[TARGET_CMDLINE_SIZE];
	struct failure why;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hiding); i++) {
		(void)snprintf(ours, sizeof(ours), "console=tty0 %s", hiding[i]);
		assert_int_equal(target_cmdline_build(INIT " root=fstab", ours, "c",
						      KERNEL_MAX, line, &why),
				 0);
		if (strcmp(line, INIT " root=fstab console=tty0 " BACK " c") != 0)
			fail_msg("%s: %s", hiding[i], line);
	}
	assert_int_equal(target_cmdline_build(INIT " root=fstab",
					      "acpi_osi=\"Windows 2009\"", "c",
					      KERNEL_MAX, line, &why),
			 0);
	assert_string_equal(line,
			    INIT " root=fstab acpi_osi=\"Windows 2009\" " BACK " c");
}

static void fill(char *text, size_t size, const char *begin, size_t len)
{
	assert_true(strlen(begin) <= len && len < size);
	memset(text, 'x', len);
	memcpy(text, begin, strlen(begin));
	text[len] = 0;
}

static void
test_a_line_is_as_long_as_linux_and_this_kernel_take_and_no_longer(void **state)
{
	static const struct {
		const char *name;
		size_t kernel_max, len;
		int want;
	} rows[] = {
		{ "as long as Linux takes", 2047, 2047, 0 },
		{ "one longer", 2047, 2048, -EIO },
		{ "two longer", 2047, 2049, -EIO },
		{ "kernel says more than Linux takes", 4095, 2047, 0 },
		{ "kernel says more, one longer", 4095, 2048, -EIO },
		{ "kernel says less", 255, 255, 0 },
		{ "kernel says less, one longer", 255, 256, -EIO },
		{ "kernel says any", SIZE_MAX, 2047, 0 },
		{ "longer than any buffer", SIZE_MAX, 9000, -EIO },
		{ "kernel says none", 0, 255, -EIO },
	};
	const size_t always = strlen(" " BACK);
	char image[10000], line[TARGET_CMDLINE_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct failure why = { .code = FAILURE_NONE };

		memset(line, 0, sizeof(line));
		fill(image, sizeof(image), "root=fstab init=/", rows[i].len - always);
		if (target_cmdline_build(image, "", "", rows[i].kernel_max, line, &why) !=
		    rows[i].want)
			fail_msg("%s", rows[i].name);
		if (rows[i].want == 0)
			assert_int_equal(strlen(line), rows[i].len);
		else
			assert_int_equal(why.code, FAILURE_SOURCE_CMDLINE);
	}
}

static void test_no_part_can_overflow_the_line(void **state)
{
	char huge[20000], line[TARGET_CMDLINE_SIZE];
	struct failure why;

	(void)state;
	fill(huge, sizeof(huge), "console=", sizeof(huge) - 1);
	assert_int_equal(target_cmdline_build(INIT, huge, "", KERNEL_MAX, line, &why),
			 -EIO);
	assert_int_equal(target_cmdline_build(INIT, "", huge, KERNEL_MAX, line, &why),
			 -EIO);
	assert_int_equal(target_cmdline_build(INIT, huge, huge, KERNEL_MAX, line, &why),
			 -EIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_line_is_that_of_the_image_and_what_lacks_in_it),
		cmocka_unit_test(test_a_line_that_cannot_boot_or_be_read_is_refused),
		cmocka_unit_test(test_a_word_of_the_machine_brings_no_other_with_it),
		cmocka_unit_test(
			test_a_line_is_as_long_as_linux_and_this_kernel_take_and_no_longer),
		cmocka_unit_test(test_no_part_can_overflow_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
