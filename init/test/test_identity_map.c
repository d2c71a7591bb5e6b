/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/identity_map.h"

#define AT  0x2fe02000ULL
#define MIB (1ULL << 20)
#define GIB (1ULL << 30)

static uint8_t tables[IDENTITY_MAP_BYTES];

static struct identity_map begin(void)
{
	struct identity_map map;

	memset(tables, 0xa5, sizeof(tables));
	identity_map_begin(&map, tables, AT);
	return map;
}

static uint64_t entry_at(uint64_t table, uint64_t index)
{
	const uint8_t *from = tables + (table - AT) + index * 8;
	uint64_t value = 0;

	assert_true(table >= AT && table % 4096 == 0 &&
		    table + 4096 <= AT + sizeof(tables));
	for (unsigned int i = 0; i < 8; i++)
		value |= (uint64_t)from[i] << (8 * i);
	return value;
}

/* What the CPU finds at @address: bits 12 to 51 of an entry are where it leads. */
static bool is_its_own(uint64_t root, int levels, uint64_t address)
{
	uint64_t table = root, entry = 0;

	for (int level = levels; level >= 2; level--) {
		entry = entry_at(table, address >> (12 + 9 * (level - 1)) & 511);
		if (!(entry & 1))
			return false;
		assert_true(entry & 2);
		assert_int_equal((entry & 0x80) != 0, level == 2);
		assert_int_equal(entry >> 52, 0); /* executable, no protection key */
		table = entry & 0x000ffffffffff000;
	}
	assert_int_equal(table, address & ~(2 * MIB - 1));
	return true;
}

static bool is_shown(uint64_t address)
{
	bool four = is_its_own(AT + IDENTITY_MAP_LEVEL4, 4, address);

	assert_int_equal(is_its_own(AT + IDENTITY_MAP_LEVEL5, 5, address), four);
	return four;
}

static void test_nothing_is_shown_at_first(void **state)
{
	(void)state;
	begin();
	for (uint64_t address = 0; address < 512 * GIB; address += GIB)
		assert_false(is_shown(address));
}

static void test_what_is_added_is_shown_in_whole_large_pages(void **state)
{
	static const struct {
		const char *name;
		uint64_t start, end, first, last;
	} rows[] = {
		{ "a page", 0, 4096, 0, 2 * MIB - 1 },
		{ "a byte", 3 * MIB, 3 * MIB + 1, 2 * MIB, 4 * MIB - 1 },
		{ "a byte on each side of a border", 4 * MIB - 1, 4 * MIB + 1, 2 * MIB,
		  6 * MIB - 1 },
		{ "up to a border", 2 * MIB, 4 * MIB, 2 * MIB, 4 * MIB - 1 },
		{ "3 GiB", 0, 3 * GIB, 0, 3 * GIB - 1 },
		{ "across 4 GiB", 4 * GIB - 1, 4 * GIB + 1, 4 * GIB - 2 * MIB,
		  4 * GIB + 2 * MIB - 1 },
		{ "the highest", 512 * GIB - 1, 512 * GIB, 512 * GIB - 2 * MIB,
		  512 * GIB - 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct identity_map map = begin();

		if (identity_map_add(&map, rows[i].start, rows[i].end) != 0 ||
		    !is_shown(rows[i].first) || !is_shown(rows[i].last))
			fail_msg("%s", rows[i].name);
		if (rows[i].first > 0 && is_shown(rows[i].first - 1))
			fail_msg("%s: too early", rows[i].name);
		if (rows[i].last < 512 * GIB - 1 && is_shown(rows[i].last + 1))
			fail_msg("%s: too much", rows[i].name);
	}
}

static void test_what_is_added_twice_stays(void **state)
{
	struct identity_map map = begin();

	(void)state;
	for (int i = 0; i < 100; i++)
		assert_int_equal(identity_map_add(&map, MIB, GIB + MIB), 0);
	assert_int_equal(map.directories, 2);
	assert_true(is_shown(0) && is_shown(GIB));
}

static void test_an_empty_range_shows_nothing(void **state)
{
	struct identity_map map = begin();

	(void)state;
	assert_int_equal(identity_map_add(&map, 4 * MIB, 4 * MIB), 0);
	assert_int_equal(identity_map_add(&map, 4 * MIB, 0), 0);
	assert_false(is_shown(4 * MIB));
}

static void test_too_high_and_too_scattered_are_errors(void **state)
{
	struct identity_map map = begin();

	(void)state;
	assert_int_equal(identity_map_add(&map, 512 * GIB - 1, 512 * GIB + 1), -ERANGE);
	assert_int_equal(identity_map_add(&map, 0, UINT64_MAX), -ERANGE);
	for (uint64_t i = 0; i < IDENTITY_MAP_DIRECTORIES_MAX; i++)
		assert_int_equal(identity_map_add(&map, 2 * i * GIB, 2 * i * GIB + 1), 0);
	assert_int_equal(identity_map_add(&map, 101 * GIB, 101 * GIB + 1), -ERANGE);
	assert_int_equal(identity_map_add(&map, 4 * GIB, 5 * GIB), 0);
	for (uint64_t i = 0; i < IDENTITY_MAP_DIRECTORIES_MAX; i++)
		assert_true(is_shown(2 * i * GIB));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_shown_at_first),
		cmocka_unit_test(test_what_is_added_is_shown_in_whole_large_pages),
		cmocka_unit_test(test_what_is_added_twice_stays),
		cmocka_unit_test(test_an_empty_range_shows_nothing),
		cmocka_unit_test(test_too_high_and_too_scattered_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
