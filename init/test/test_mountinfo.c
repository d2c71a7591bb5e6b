/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "pure/mountinfo.h"

#define PROC "22 28 0:21 / /proc rw,nosuid shared:12 - proc proc rw\n"
#define TMP  "30 28 0:29 / /tmp rw shared:9 - tmpfs tmpfs rw,size=10k\n"

static bool has(const char *text)
{
	return mountinfo_has_writable_disk(text, strlen(text));
}

static void a_disk_that_can_be_written_to_is_found(void **state)
{
	(void)state;
	assert_true(has(
		PROC "28 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw,errors=remount-ro\n"));
	assert_true(has("28 1 8:1 / / ro - ext4 /dev/sda1 rw\n" PROC));
	assert_true(has("28 1 8:1 / / rw - vfat /dev/mapper/x rw"));
}

static void what_is_no_disk_or_cannot_be_written_to_is_not(void **state)
{
	(void)state;
	assert_false(has(""));
	assert_false(has(PROC TMP));
	assert_false(has(
		"28 1 8:1 / / rw shared:1 - ext4 /dev/sda1 ro,errors=remount-ro\n" TMP));
	assert_false(has("28 1 0:9 / /n rw - nfs host:/dev/x rw\n"));
}

static void what_is_no_such_line_is_nothing(void **state)
{
	static char longest[8192];

	(void)state;
	assert_false(has("\n\n - \n - ext4\n - ext4 /dev/sda1\n - ext4 /dev/sda1 "));
	memset(longest, '-', sizeof(longest) - 1);
	assert_false(has(longest));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_disk_that_can_be_written_to_is_found),
		cmocka_unit_test(what_is_no_disk_or_cannot_be_written_to_is_not),
		cmocka_unit_test(what_is_no_such_line_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
