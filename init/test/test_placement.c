/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/placement.h"

#define KIB 1024ULL
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

enum {
	SPANS_MAX = 6,
};

struct span {
	uint64_t start, end;
};

static struct memory_map map;

static void make_map(const struct span *ram)
{
	map.count = 0;
	for (size_t i = 0; i < SPANS_MAX && ram[i].end > 0; i++)
		assert_int_equal(
			memory_map_add(&map, ram[i].start, ram[i].end - 1, MEMORY_RAM),
			0);
}

/* Debian's kernel and an initrd of 60 MiB. */
static struct placement_need usual(void)
{
	return (struct placement_need){
		.kernel_bytes = 52 * MIB,
		.kernel_align = 2 * MIB,
		.kernel_min = 16 * MIB,
		.initrd_bytes = 60 * MIB,
		.params_bytes = 192 * KIB,
		.initrd_above_4gib = true,
	};
}

static void assert_in_ram(const char *name, uint64_t at, uint64_t bytes)
{
	for (size_t i = 0; i < map.count; i++)
		if (map.ranges[i].type == MEMORY_RAM && at >= map.ranges[i].start &&
		    at + bytes <= map.ranges[i].end)
			return;
	fail_msg("%s: %llx is not in RAM", name, (unsigned long long)at);
}

static void test_places_are_those_that_they_should_be(void **state)
{
	static const struct {
		const char *name;
		struct span ram[SPANS_MAX];
		uint64_t initrd_bytes;
		struct placement want;
	} rows[] = {
		{ "768 MiB",
		  { { 4 * KIB, 639 * KIB }, { MIB, 768 * MIB } },
		  60 * MIB,
		  { .kernel = 16 * MIB,
		    .initrd = 708 * MIB,
		    .params = 708 * MIB - 192 * KIB } },
		{ "an end within a page",
		  { { MIB, 768 * MIB + 123 } },
		  60 * MIB,
		  { 16 * MIB, 708 * MIB, 708 * MIB - 192 * KIB } },
		{ "an initrd that ends within a page",
		  { { MIB, 768 * MIB } },
		  60 * MIB - 4095,
		  { 16 * MIB, 708 * MIB, 708 * MIB - 192 * KIB } },
		{ "RAM above 4 GiB is left alone",
		  { { MIB, 2 * GIB }, { 4 * GIB, 5 * GIB } },
		  900 * MIB,
		  { 16 * MIB, 2 * GIB - 900 * MIB, 2 * GIB - 900 * MIB - 192 * KIB } },
		{ "above 4 GiB if it does not fit below",
		  { { MIB, 2 * GIB }, { 4 * GIB, 8 * GIB } },
		  2 * GIB,
		  { 16 * MIB, 6 * GIB, 2 * GIB - 192 * KIB } },
		{ "never across 4 GiB",
		  { { MIB, 8 * GIB } },
		  64 * MIB,
		  { 16 * MIB, 4 * GIB - 64 * MIB, 4 * GIB - 64 * MIB - 192 * KIB } },
		{ "a hole where the kernel would be",
		  { { MIB, 20 * MIB }, { 21 * MIB, 768 * MIB } },
		  60 * MIB,
		  { 22 * MIB, 708 * MIB, 708 * MIB - 192 * KIB } },
		{ "an island on top that only parameters fit into",
		  { { MIB, 512 * MIB }, { 600 * MIB, 601 * MIB } },
		  60 * MIB,
		  { 16 * MIB, 452 * MIB, 601 * MIB - 192 * KIB } },
		{ "an island that nothing fits into",
		  { { MIB, 512 * MIB }, { 600 * MIB, 600 * MIB + 8 * KIB } },
		  60 * MIB,
		  { 16 * MIB, 452 * MIB, 452 * MIB - 192 * KIB } },
		{ "parameters on top of what is left above the kernel",
		  { { 16 * MIB, 76 * MIB }, { 80 * MIB, 140 * MIB } },
		  60 * MIB,
		  { 16 * MIB, 80 * MIB, 76 * MIB - 192 * KIB } },
		{ "to the last byte",
		  { { 16 * MIB, 68 * MIB }, { 100 * MIB, 160 * MIB + 192 * KIB } },
		  60 * MIB,
		  { 16 * MIB, 100 * MIB + 192 * KIB, 100 * MIB } },
		{ "the parameters below 1 MiB, between firmware's",
		  { { 0, 640 * KIB }, { 16 * MIB, 68 * MIB }, { 100 * MIB, 160 * MIB } },
		  60 * MIB,
		  { 16 * MIB, 100 * MIB, 0x90000 - 192 * KIB } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct placement_need need = usual();
		struct placement got;

		need.initrd_bytes = rows[i].initrd_bytes;
		make_map(rows[i].ram);
		if (placement_find(&map, &need, &got) != 0)
			fail_msg("%s: no place", rows[i].name);
		if (memcmp(&got, &rows[i].want, sizeof(got)) != 0)
			fail_msg("%s: %llx %llx %llx", rows[i].name,
				 (unsigned long long)got.kernel,
				 (unsigned long long)got.initrd,
				 (unsigned long long)got.params);
		assert_in_ram(rows[i].name, got.kernel, need.kernel_bytes);
		assert_in_ram(rows[i].name, got.initrd, need.initrd_bytes);
		assert_in_ram(rows[i].name, got.params, need.params_bytes);
	}
}

static void test_without_room_there_is_no_place(void **state)
{
	static const struct {
		const char *name;
		struct span ram[SPANS_MAX];
	} rows[] = {
		{ "no RAM", { { 0, 0 } } },
		{ "RAM below 16 MiB", { { 0, 16 * MIB } } },
		{ "a page too little for the kernel",
		  { { 16 * MIB, 68 * MIB - 1 }, { 100 * MIB, 112 * MIB } } },
		{ "room for all but the initrd", { { 16 * MIB, 128 * MIB } } },
		{ "a byte too little for all",
		  { { 16 * MIB, 128 * MIB + 192 * KIB - 1 } } },
		{ "the kernel only fits above 4 GiB",
		  { { 16 * MIB, 64 * MIB }, { 4 * GIB, 8 * GIB } } },
		{ "the parameters only fit above 4 GiB",
		  { { 16 * MIB, 68 * MIB }, { 4 * GIB, 8 * GIB } } },
		{ "shattered",
		  { { 16 * MIB, 68 * MIB },
		    { 70 * MIB, 100 * MIB },
		    { 101 * MIB, 140 * MIB } } },
		{ "hidden from users", { { 0, 1 } } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct placement_need need = usual();
		struct placement got = { 1, 2, 3 };

		make_map(rows[i].ram);
		if (placement_find(&map, &need, &got) != -EADDRNOTAVAIL)
			fail_msg("%s", rows[i].name);
		assert_int_equal(got.kernel, 1);
		assert_int_equal(got.initrd, 2);
		assert_int_equal(got.params, 3);
	}
}

static void test_a_kernel_that_wants_its_initrd_below_4_gib_gets_it_there(void **state)
{
	struct placement_need need = usual();
	struct placement got;

	(void)state;
	make_map((struct span[SPANS_MAX]){ { MIB, GIB }, { 4 * GIB, 8 * GIB } });
	need.initrd_bytes = 2 * GIB;
	need.initrd_above_4gib = false;
	assert_int_equal(placement_find(&map, &need, &got), -EADDRNOTAVAIL);
	need.initrd_above_4gib = true;
	assert_int_equal(placement_find(&map, &need, &got), 0);
}

static void test_only_ram_is_used(void **state)
{
	static const uint32_t types[] = { MEMORY_UNKNOWN,      MEMORY_RESERVED,
					  MEMORY_ACPI,         MEMORY_NVS,
					  MEMORY_UNUSABLE,     MEMORY_PERSISTENT,
					  MEMORY_SOFT_RESERVED };
	const struct placement_need need = usual();
	struct placement got;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		map.count = 0;
		assert_int_equal(memory_map_add(&map, MIB, GIB, types[i]), 0);
		assert_int_equal(placement_find(&map, &need, &got), -EADDRNOTAVAIL);
	}
}

static void test_the_kernel_is_aligned_and_not_below_what_it_prefers(void **state)
{
	struct placement_need need = usual();
	struct placement got;

	(void)state;
	make_map((struct span[SPANS_MAX]){ { MIB, GIB } });
	need.kernel_min = 0;
	assert_int_equal(placement_find(&map, &need, &got), 0);
	assert_int_equal(got.kernel, 16 * MIB);
	need.kernel_min = 100 * MIB + 1;
	assert_int_equal(placement_find(&map, &need, &got), 0);
	assert_int_equal(got.kernel, 102 * MIB);
	need.kernel_align = 256 * MIB;
	assert_int_equal(placement_find(&map, &need, &got), 0);
	assert_int_equal(got.kernel, 256 * MIB);
}

static void test_needs_that_cannot_be_meant_find_nothing(void **state)
{
	static const struct {
		const char *name;
		size_t field; /* its offset */
		uint64_t value;
		int want;
	} rows[] = {
#define FIELD(f) offsetof(struct placement_need, f)
		{ "no kernel", FIELD(kernel_bytes), 0, -EINVAL },
		{ "no initrd", FIELD(initrd_bytes), 0, -EINVAL },
		{ "no parameters", FIELD(params_bytes), 0, -EINVAL },
		{ "no alignment", FIELD(kernel_align), 0, -EINVAL },
		{ "alignment below a page", FIELD(kernel_align), 512, -EINVAL },
		{ "odd alignment", FIELD(kernel_align), 12288, -EINVAL },
		{ "largest alignment", FIELD(kernel_align), 1ULL << 63, -EINVAL },
		{ "largest kernel", FIELD(kernel_bytes), UINT64_MAX, -EINVAL },
		{ "largest initrd", FIELD(initrd_bytes), UINT64_MAX, -EINVAL },
		{ "largest parameters", FIELD(params_bytes), UINT64_MAX, -EINVAL },
		{ "a kernel as large as can be addressed", FIELD(kernel_bytes),
		  (1ULL << 46) - 1, -EADDRNOTAVAIL },
		{ "an initrd as large as can be addressed", FIELD(initrd_bytes),
		  (1ULL << 46) - 1, -EADDRNOTAVAIL },
		{ "the highest address", FIELD(kernel_min), UINT64_MAX, -EADDRNOTAVAIL },
		{ "an address above 4 GiB", FIELD(kernel_min), 4 * GIB, -EADDRNOTAVAIL },
#undef FIELD
	};

	(void)state;
	map.count = 0;
	assert_int_equal(memory_map_add(&map, 0, UINT64_MAX - 1, MEMORY_RAM), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct placement_need need = usual();
		struct placement got;

		memcpy((uint8_t *)&need + rows[i].field, &rows[i].value,
		       sizeof(rows[i].value));
		if (placement_find(&map, &need, &got) != rows[i].want)
			fail_msg("%s", rows[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places_are_those_that_they_should_be),
		cmocka_unit_test(test_without_room_there_is_no_place),
		cmocka_unit_test(
			test_a_kernel_that_wants_its_initrd_below_4_gib_gets_it_there),
		cmocka_unit_test(test_only_ram_is_used),
		cmocka_unit_test(
			test_the_kernel_is_aligned_and_not_below_what_it_prefers),
		cmocka_unit_test(test_needs_that_cannot_be_meant_find_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
