/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "pure/pe_section.h"

enum {
	HEADER_AT = 0x80,
	OPTIONAL_BYTES = 0xf0,
	SECTIONS_AT = HEADER_AT + 24 + OPTIONAL_BYTES,
	SECTION_BYTES = 40,
	SECTIONS = 3,
	HEAD_BYTES = SECTIONS_AT + SECTIONS * SECTION_BYTES,
};

static void put_le32(uint8_t *to, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(value >> 8 * i);
}

static void put_section(uint8_t *head, size_t i, const char *name, uint32_t in_memory,
			uint32_t in_file, uint32_t at)
{
	uint8_t *to = head + SECTIONS_AT + i * SECTION_BYTES;

	memset(to, 0, SECTION_BYTES);
	memcpy(to, name, strnlen(name, 8));
	put_le32(to + 8, in_memory);
	put_le32(to + 16, in_file);
	put_le32(to + 20, at);
}

/* As ukify writes it: the stub's code, then what was added. */
static void make_head(uint8_t head[static HEAD_BYTES])
{
	memset(head, 0, HEAD_BYTES);
	memcpy(head, "MZ", 2);
	put_le32(head + 0x3c, HEADER_AT);
	memcpy(head + HEADER_AT, "PE\0\0\x64\x86", 6);
	head[HEADER_AT + 6] = SECTIONS;
	head[HEADER_AT + 20] = OPTIONAL_BYTES;
	put_section(head, 0, ".text", 0x9000, 0x9000, 0x400);
	put_section(head, 1, ".cmdline", 11, 0x200, 0x9400);
	put_section(head, 2, ".linux", 8000001, 8000512, 0x9600);
}

static void test_a_section_is_found_without_its_padding(void **state)
{
	uint8_t head[HEAD_BYTES];
	struct pe_section got;

	(void)state;
	make_head(head);
	assert_int_equal(pe_section_find(head, sizeof(head), ".linux", &got), 0);
	assert_int_equal(got.at, 0x9600);
	assert_int_equal(got.bytes, 8000001);
	assert_int_equal(pe_section_find(head, sizeof(head), ".cmdline", &got), 0);
	assert_int_equal(got.bytes, 11); /* a name of eight has no NUL */
}

static void test_a_section_is_no_longer_than_in_the_file(void **state)
{
	uint8_t head[HEAD_BYTES];
	struct pe_section got;

	(void)state;
	make_head(head);
	put_section(head, 2, ".linux", 0, 512, 0x9600); /* objcopy may leave it out */
	assert_int_equal(pe_section_find(head, sizeof(head), ".linux", &got), 0);
	assert_int_equal(got.bytes, 512);
	put_section(head, 2, ".linux", 513, 512, 0x9600);
	assert_int_equal(pe_section_find(head, sizeof(head), ".linux", &got), 0);
	assert_int_equal(got.bytes, 512);
}

static void test_what_is_not_there_is_not_found(void **state)
{
	uint8_t head[HEAD_BYTES];
	struct pe_section got;

	(void)state;
	make_head(head);
	assert_int_equal(pe_section_find(head, sizeof(head), ".initrd", &got), -ENOENT);
	assert_int_equal(pe_section_find(head, sizeof(head), ".linu", &got), -ENOENT);
	assert_int_equal(pe_section_find(head, sizeof(head), ".linuxes", &got), -ENOENT);
	assert_int_equal(pe_section_find(head, sizeof(head), "longer name", &got),
			 -ENOENT);
	put_section(head, 2, ".linux", 512, 0, 0x9600); /* only in memory */
	assert_int_equal(pe_section_find(head, sizeof(head), ".linux", &got), -ENOENT);
}

static void test_what_is_no_pe_file_is_refused(void **state)
{
	uint8_t head[HEAD_BYTES];
	struct pe_section got = { 1, 2 };

	(void)state;
	make_head(head);
	for (size_t len = 0; len < sizeof(head); len++)
		assert_int_equal(pe_section_find(head, len, ".linux", &got), -ENOEXEC);
	head[0] = 'X';
	assert_int_equal(pe_section_find(head, sizeof(head), ".linux", &got), -ENOEXEC);
	make_head(head);
	put_le32(head + 0x3c, 0xffffffff);
	assert_int_equal(pe_section_find(head, sizeof(head), ".linux", &got), -ENOEXEC);
	make_head(head);
	head[HEADER_AT] = 'N';
	assert_int_equal(pe_section_find(head, sizeof(head), ".linux", &got), -ENOEXEC);
	assert_int_equal(got.at, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_section_is_found_without_its_padding),
		cmocka_unit_test(test_a_section_is_no_longer_than_in_the_file),
		cmocka_unit_test(test_what_is_not_there_is_not_found),
		cmocka_unit_test(test_what_is_no_pe_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
