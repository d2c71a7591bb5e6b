/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pure/tar_write.h"

/* What GNU tar's `tar --format=ustar --owner=root:0 --group=root:0` writes. */
static void test_a_file_is_what_tar_would_write(void **state)
{
	const struct tar_entry e = { "kexec/run", TAR_FILE, 0755, 2717488, 1763769600 };
	uint8_t block[TAR_BLOCK_BYTES];
	unsigned int sum = 0;

	(void)state;
	assert_int_equal(tar_write_header(&e, block), 0);
	assert_string_equal((char *)block, "kexec/run");
	assert_memory_equal(block + 100,
			    "0000755\0"
			    "0000000\0"
			    "0000000\0",
			    24);
	assert_memory_equal(block + 124,
			    "00012273460\0"
			    "15110176400\0",
			    24);
	assert_memory_equal(block + 156, "0", 1);
	assert_memory_equal(block + 257,
			    "ustar\0"
			    "00"
			    "root",
			    12);
	for (size_t i = 0; i < sizeof(block); i++)
		sum += i >= 148 && i < 156 ? ' ' : block[i];
	assert_int_equal(strtoul((char *)block + 148, NULL, 8), sum);
	assert_memory_equal(block + 154, "\0 ", 2);
}

static void test_what_ustar_cannot_say_is_refused(void **state)
{
	char name[TAR_NAME_MAX + 1];
	struct tar_entry e = { name, TAR_FILE, 0644, 0, 0 };
	uint8_t block[TAR_BLOCK_BYTES];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[TAR_NAME_MAX] = 0;
	assert_int_equal(tar_write_header(&e, block), -EINVAL);
	name[TAR_NAME_MAX - 1] = 0;
	assert_int_equal(tar_write_header(&e, block), 0);
	name[0] = 0;
	assert_int_equal(tar_write_header(&e, block), -EINVAL);
	name[0] = 'a';
	e.bytes = (uint64_t)8 << 30;
	assert_int_equal(tar_write_header(&e, block), -EINVAL);
	e.bytes--;
	assert_int_equal(tar_write_header(&e, block), 0);
	e.mtime_s = (uint64_t)8 << 30;
	assert_int_equal(tar_write_header(&e, block), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_file_is_what_tar_would_write),
		cmocka_unit_test(test_what_ustar_cannot_say_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
