/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pure/memory_map.h"

/* As a q35 machine of QEMU with 3000 MiB shows it, shortened. */
static const char iomem[] = "00000000-00000fff : Reserved\n"
			    "00001000-0009fbff : System RAM\n"
			    "0009fc00-0009ffff : Reserved\n"
			    "000a0000-000bffff : PCI Bus 0000:00\n"
			    "000f0000-000fffff : Reserved\n"
			    "  000f0000-000fffff : System ROM\n"
			    "00100000-7ffdffff : System RAM\n"
			    "  03600000-04600e4f : Kernel code\n"
			    "  04800000-04fdefff : System RAM\n"
			    "7ffe0000-7fffffff : ACPI Tables\n"
			    "80000000-8000ffff : ACPI Non-volatile Storage\n"
			    "b0000000-bfffffff : PCI MMCONFIG 0000 [bus 00-ff]\n"
			    "  b0000000-bfffffff : Reserved\n"
			    "fed00000-fed003ff : HPET 0\n"
			    "100000000-13b7fffff : System RAM\n";

static const struct memory_range wanted[] = {
	{ 0x0, 0x1000, MEMORY_RESERVED },       { 0x1000, 0x9fc00, MEMORY_RAM },
	{ 0x9fc00, 0xa0000, MEMORY_RESERVED },  { 0xf0000, 0x100000, MEMORY_RESERVED },
	{ 0x100000, 0x7ffe0000, MEMORY_RAM },   { 0x7ffe0000, 0x80000000, MEMORY_ACPI },
	{ 0x80000000, 0x80010000, MEMORY_NVS }, { 0x100000000, 0x13b800000, MEMORY_RAM },
};

/* 24 KiB: too large for every stack. */
static struct memory_map map;

static void assert_same(const struct memory_range *got, const struct memory_range *want)
{
	assert_int_equal(got->start, want->start);
	assert_int_equal(got->end, want->end);
	assert_int_equal(got->type, want->type);
}

static void test_the_top_level_of_iomem_is_read(void **state)
{
	(void)state;
	assert_int_equal(memory_map_from_iomem(iomem, &map), 0);
	assert_int_equal(map.count, ARRAY_LEN(wanted));
	for (size_t i = 0; i < map.count; i++)
		assert_same(&map.ranges[i], &wanted[i]);
}

/* A line that is cut short is refused or, if what is left is a line, read as that. */
static void test_every_truncation_yields_a_beginning_or_is_refused(void **state)
{
	char text[sizeof(iomem)];

	(void)state;
	for (size_t len = 0; len < sizeof(iomem); len++) {
		memcpy(text, iomem, len);
		text[len] = 0;
		int r = memory_map_from_iomem(text, &map);

		if (r != 0) {
			assert_int_equal(r, -EBADMSG);
			assert_true(len > 0 && text[len - 1] != '\n');
			continue;
		}
		assert_true(map.count <= ARRAY_LEN(wanted));
		for (size_t i = 0; i < map.count; i++)
			assert_same(&map.ranges[i], &wanted[i]);
	}
}

static void test_only_whole_names_at_the_top_level_are_memory(void **state)
{
	static const struct {
		const char *name, *text;
		size_t count;
	} rows[] = {
		{ "empty", "", 0 },
		{ "line ends", "\n\n", 0 },
		{ "without the last line end", "0-f : System RAM", 1 },
		{ "hot-plugged through a driver", "0-f : System RAM (kmem)\n", 0 },
		{ "the beginning of a name", "0-f : System\n", 0 },
		{ "no name", "0-f : \n", 0 },
		{ "other case", "0-f : system ram\n", 0 },
		{ "old kernels' reserved", "0-f : reserved\n", 1 },
		{ "indented", "  0-f : System RAM\n", 0 },
		{ "hidden from users", "0-0 : System RAM\n", 1 },
		{ "all of 64 bits", "0-ffffffffffffffff : System RAM\n", 0 },
		{ "backwards", "f-0 : System RAM\n", 0 },
		{ "soft reserved", "0-f : Soft Reserved\n10-1f : Persistent Memory\n",
		  2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (memory_map_from_iomem(rows[i].text, &map) != 0 ||
		    map.count != rows[i].count)
			fail_msg("%s", rows[i].name);
}

static void test_what_is_no_line_of_iomem_is_refused(void **state)
{
	static const struct {
		const char *name, *text;
	} rows[] = {
		{ "words", "System RAM\n" },
		{ "one address", "0 : System RAM\n" },
		{ "no first address", "-f : System RAM\n" },
		{ "no last address", "0- : System RAM\n" },
		{ "no name", "0-f\n" },
		{ "no colon", "0-f System RAM\n" },
		{ "tabs", "0-f\t:\tSystem RAM\n" },
		{ "letters", "0-g : System RAM\n" },
		{ "65 bits", "0-1ffffffffffffffff : System RAM\n" },
		{ "bad behind good", "0-f : System RAM\nx\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (memory_map_from_iomem(rows[i].text, &map) != -EBADMSG)
			fail_msg("%s", rows[i].name);
}

static void test_ranges_are_sorted_whatever_their_order(void **state)
{
	static const uint64_t firsts[] = { 0x5000, 0x1000, 0x9000, 0x1000, 0x0 };
	static const uint64_t sorted[] = { 0x0, 0x1000, 0x1000, 0x5000, 0x9000 };

	(void)state;
	map.count = 0;
	for (size_t i = 0; i < ARRAY_LEN(firsts); i++)
		assert_int_equal(
			memory_map_add(&map, firsts[i], firsts[i] + 0xfff, (uint32_t)i),
			0);
	for (size_t i = 0; i < ARRAY_LEN(sorted); i++)
		assert_int_equal(map.ranges[i].start, sorted[i]);
	/* of equals, the earlier one stays in front */
	assert_int_equal(map.ranges[1].type, 1);
	assert_int_equal(map.ranges[2].type, 3);
}

static void test_a_full_map_takes_no_more(void **state)
{
	(void)state;
	map.count = 0;
	for (uint64_t i = 0; i < MEMORY_RANGES_MAX; i++)
		assert_int_equal(memory_map_add(&map, i << 12, (i << 12) + 1, MEMORY_RAM),
				 0);
	assert_int_equal(memory_map_add(&map, 0, 1, MEMORY_RAM), -E2BIG);
	assert_int_equal(map.count, MEMORY_RANGES_MAX);
	assert_int_equal(memory_map_add(&map, 2, 1, MEMORY_RAM), -EINVAL);
}

static void test_addresses_are_hexadecimal_and_nothing_else(void **state)
{
	static const struct {
		const char *text;
		int want;
		uint64_t value;
	} rows[] = {
		{ "0", 0, 0 },
		{ "0x0", 0, 0 },
		{ "0x9fbff", 0, 0x9fbff },
		{ "9FBFF", 0, 0x9fbff },
		{ "ffffffffffffffff", 0, UINT64_MAX },
		{ "0xffffffffffffffff", 0, UINT64_MAX },
		{ "10000000000000000", -EINVAL, 0 },
		{ "", -EINVAL, 0 },
		{ "0x", -EINVAL, 0 },
		{ "0X1", -EINVAL, 0 },
		{ "-1", -EINVAL, 0 },
		{ " 1", -EINVAL, 0 },
		{ "1 ", -EINVAL, 0 },
		{ "0x0x1", -EINVAL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint64_t got = 47;

		if (memory_address(rows[i].text, strlen(rows[i].text), &got) !=
			    rows[i].want ||
		    got != (rows[i].want == 0 ? rows[i].value : 47))
			fail_msg("<%s>", rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_top_level_of_iomem_is_read),
		cmocka_unit_test(test_every_truncation_yields_a_beginning_or_is_refused),
		cmocka_unit_test(test_only_whole_names_at_the_top_level_are_memory),
		cmocka_unit_test(test_what_is_no_line_of_iomem_is_refused),
		cmocka_unit_test(test_ranges_are_sorted_whatever_their_order),
		cmocka_unit_test(test_a_full_map_takes_no_more),
		cmocka_unit_test(test_addresses_are_hexadecimal_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
