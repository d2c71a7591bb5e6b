/* SPDX-License-Identifier: MIT */
/* Offsets are those of Documentation/arch/x86/boot.rst. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/bzimage.h"

static void put(uint8_t *at, size_t bytes, uint64_t value)
{
	for (size_t i = 0; i < bytes; i++)
		at[i] = (uint8_t)(value >> (8 * i));
}

/* As Debian's 6.1 has it, every byte that is not looked at being noise. */
static void make_header(uint8_t bytes[static BZIMAGE_HEADER_BYTES])
{
	for (size_t i = 0; i < BZIMAGE_HEADER_BYTES; i++)
		bytes[i] = (uint8_t)(i * 37 + 11);
	put(bytes + 0x1f1, 1, 27); /* sectors of the setup */
	put(bytes + 0x1fe, 2, 0xaa55);
	put(bytes + 0x201, 1, 0x6a); /* where the header ends, counted from 0x202 */
	memcpy(bytes + 0x202, "HdrS", 4);
	put(bytes + 0x206, 2, 0x020f);
	put(bytes + 0x211, 1, 0x01);
	put(bytes + 0x230, 4, 0x200000); /* alignment of the load address */
	put(bytes + 0x234, 1, 1);
	put(bytes + 0x236, 2, 0x7f);
	put(bytes + 0x238, 4, 2047);
	put(bytes + 0x258, 4, 0x1000000); /* preferred load address */
	put(bytes + 0x25c, 4, 0);
	put(bytes + 0x260, 4, 52704 << 10);
}

static void test_a_kernel_of_a_distribution_is_read(void **state)
{
	uint8_t bytes[BZIMAGE_HEADER_BYTES];
	struct bzimage b;

	(void)state;
	make_header(bytes);
	assert_int_equal(bzimage_parse(bytes, sizeof(bytes), &b), 0);
	assert_int_equal(b.protocol, 0x020f);
	assert_int_equal(b.cmdline_max, 2047);
	assert_int_equal(b.init_bytes, 52704 << 10);
	assert_int_equal(b.payload_at, 28 * 512);
	assert_int_equal(b.header_end, 0x26c);
	assert_int_equal(b.align, 0x200000);
	assert_int_equal(b.preferred, 0x1000000);
	assert_true(b.above_4gib);
}

static void test_only_64_bit_relocatable_kernels_of_protocol_2_12_are_taken(void **state)
{
	static const struct {
		const char *name;
		size_t at, bytes;
		uint32_t value;
		int want;
	} rows[] = {
		{ "no boot flag", 0x1fe, 2, 0, -ENOEXEC },
		{ "boot flag in the other order", 0x1fe, 2, 0x55aa, -ENOEXEC },
		{ "no HdrS", 0x202, 1, 'h', -ENOEXEC },
		{ "HdrS ends differently", 0x205, 1, 's', -ENOEXEC },
		{ "protocol 2.12", 0x206, 2, 0x020c, 0 },
		{ "protocol 2.11", 0x206, 2, 0x020b, -ENOEXEC },
		{ "protocol 1.255", 0x206, 2, 0x01ff, -ENOEXEC },
		{ "protocol 0", 0x206, 2, 0, -ENOEXEC },
		{ "protocol 2.16", 0x206, 2, 0x0210, 0 },
		{ "protocol 3.0", 0x206, 2, 0x0300, 0 },
		{ "loaded low", 0x211, 1, 0, -ENOEXEC },
		{ "loaded low, other flags set", 0x211, 1, 0xfe, -ENOEXEC },
		{ "other load flags too", 0x211, 1, 0x81, 0 },
		{ "not relocatable", 0x234, 1, 0, -ENOEXEC },
		{ "no 64-bit entry", 0x236, 2, 0, -ENOEXEC },
		{ "no 64-bit entry, other flags set", 0x236, 2, 0xfffe, -ENOEXEC },
		{ "64-bit entry alone", 0x236, 2, 1, 0 },
		{ "no command line", 0x238, 4, 0, -ENOEXEC },
		{ "command line of old kernels", 0x238, 4, 255, -ENOEXEC },
		{ "short command line", 0x238, 4, 256, 0 },
		{ "long command line", 0x238, 4, 4095, 0 },
		{ "negative command line", 0x238, 4, UINT32_MAX, -ENOEXEC },
		{ "any memory", 0x260, 4, UINT32_MAX, 0 },
		{ "any load address", 0x25c, 4, UINT32_MAX, 0 },
		{ "no alignment", 0x230, 4, 0, -ENOEXEC },
		{ "alignment below a page", 0x230, 4, 2048, -ENOEXEC },
		{ "alignment of a page", 0x230, 4, 4096, 0 },
		{ "alignment of 2 GiB", 0x230, 4, 1U << 31, 0 },
		{ "alignment that is no power of two", 0x230, 4, 0x300000, -ENOEXEC },
		{ "header that ends before init_size does", 0x201, 1, 0x61, -ENOEXEC },
		{ "header that ends with init_size", 0x201, 1, 0x62, 0 },
		{ "header as long as the zero page has room", 0x201, 1, 0x8e, 0 },
		{ "header longer than that", 0x201, 1, 0x8f, -ENOEXEC },
		{ "longest header", 0x201, 1, 0xff, -ENOEXEC },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t bytes[BZIMAGE_HEADER_BYTES];
		struct bzimage b;

		make_header(bytes);
		put(bytes + rows[i].at, rows[i].bytes, rows[i].value);
		if (bzimage_parse(bytes, sizeof(bytes), &b) != rows[i].want)
			fail_msg("%s", rows[i].name);
	}
}

static void test_no_setup_sectors_stand_for_four(void **state)
{
	uint8_t bytes[BZIMAGE_HEADER_BYTES];
	struct bzimage b;

	(void)state;
	make_header(bytes);
	put(bytes + 0x1f1, 1, 0);
	assert_int_equal(bzimage_parse(bytes, sizeof(bytes), &b), 0);
	assert_int_equal(b.payload_at, 5 * 512);
	put(bytes + 0x1f1, 1, 255);
	assert_int_equal(bzimage_parse(bytes, sizeof(bytes), &b), 0);
	assert_int_equal(b.payload_at, 256 * 512);
}

static void test_a_kernel_can_keep_its_initrd_below_4_gib(void **state)
{
	uint8_t bytes[BZIMAGE_HEADER_BYTES];
	struct bzimage b;

	(void)state;
	make_header(bytes);
	put(bytes + 0x236, 2, 0x7d);
	assert_int_equal(bzimage_parse(bytes, sizeof(bytes), &b), 0);
	assert_false(b.above_4gib);
}

static void test_every_truncation_is_refused(void **state)
{
	struct bzimage b, untouched;

	(void)state;
	memset(&b, 0x5a, sizeof(b));
	memset(&untouched, 0x5a, sizeof(untouched));
	for (size_t len = 0; len < BZIMAGE_HEADER_BYTES; len++) {
		uint8_t whole[BZIMAGE_HEADER_BYTES];

		make_header(whole);
		/* at the end of the buffer, so that the sanitizer sees a read beyond it */
		const uint8_t *end = whole + sizeof(whole);

		memmove(whole + sizeof(whole) - len, whole, len);
		assert_int_equal(bzimage_parse(end - len, len, &b), -ENOEXEC);
	}
	assert_memory_equal(&b, &untouched, sizeof(b));
	assert_int_equal(bzimage_parse(NULL, 0, &b), -ENOEXEC);
}

static void test_a_file_is_longer_than_its_header(void **state)
{
	static uint8_t bytes[65536];
	struct bzimage b;

	(void)state;
	make_header(bytes);
	assert_int_equal(bzimage_parse(bytes, sizeof(bytes), &b), 0);
	assert_int_equal(b.init_bytes, 52704 << 10);
}

static void test_what_people_take_for_a_kernel_is_refused(void **state)
{
	static const struct {
		const char *name, *magic;
		size_t at, len;
	} rows[] = {
		{ "ELF (vmlinux)", "\x7f\x45LF", 0, 4 },
		{ "PE without a kernel (UKI)", "MZ\x90", 0, 3 },
		{ "Image of arm64", "ARM\x64", 56, 4 },
		{ "zboot", "zimg", 4, 4 },
		{ "gzip", "\x1f\x8b\x08", 0, 3 },
		{ "web page", "<!DOCTYPE html>", 0, 15 },
		{ "zeroes", "", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t bytes[4096] = { 0 };
		struct bzimage b;

		memcpy(bytes + rows[i].at, rows[i].magic, rows[i].len);
		if (bzimage_parse(bytes, sizeof(bytes), &b) != -ENOEXEC)
			fail_msg("%s", rows[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_kernel_of_a_distribution_is_read),
		cmocka_unit_test(
			test_only_64_bit_relocatable_kernels_of_protocol_2_12_are_taken),
		cmocka_unit_test(test_no_setup_sectors_stand_for_four),
		cmocka_unit_test(test_a_kernel_can_keep_its_initrd_below_4_gib),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_a_file_is_longer_than_its_header),
		cmocka_unit_test(test_what_people_take_for_a_kernel_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
