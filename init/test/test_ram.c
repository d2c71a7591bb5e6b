/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/ram.h"

#define MIB (1ULL << 20)

static void test_meminfo_is_read_as_kernels_write_it(void **state)
{
	static const struct {
		const char *name, *text;
		uint64_t total_kib, available_kib;
	} rows[] = {
		{ "6.1",
		  "MemTotal:        1004552 kB\nMemFree:          712340 kB\n"
		  "MemAvailable:     698712 kB\nBuffers:               0 kB\n",
		  1004552, 698712 },
		{ "other order, no last line end",
		  "MemAvailable: 1 kB\nMemTotal: 2 kB\nSwapTotal: 3 kB", 2, 1 },
		{ "none available", "MemTotal: 2 kB\nMemAvailable:       0 kB\n", 2, 0 },
		{ "names that begin or end alike",
		  "xMemTotal: 7 kB\nMemTotalx: 8 kB\nMemTotal: 2 kB\n"
		  "MemAvailableNot: 9 kB\nMemAvailable: 1 kB\n",
		  2, 1 },
		{ "more than 4 TiB", "MemTotal: 4398046511104 kB\nMemAvailable: 1 kB\n",
		  4398046511104, 1 },
		{ "the first line of a name counts",
		  "MemTotal: 2 kB\nMemTotal: 3 kB\nMemAvailable: 1 kB\n", 2, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ram ram = { .kernel_bytes = 47, .initrd_bytes = 11 };

		if (ram_from_meminfo(rows[i].text, &ram) != 0 ||
		    ram.total_bytes != rows[i].total_kib << 10 ||
		    ram.available_bytes != rows[i].available_kib << 10)
			fail_msg("%s", rows[i].name);
		assert_int_equal(ram.kernel_bytes, 47);
		assert_int_equal(ram.initrd_bytes, 11);
	}
}

static void test_meminfo_without_both_numbers_is_refused(void **state)
{
	static const struct {
		const char *name, *text;
	} rows[] = {
		{ "empty", "" },
		{ "line ends", "\n\n" },
		{ "no MemAvailable", "MemTotal: 2 kB\nMemFree: 1 kB\n" },
		{ "no MemTotal", "MemAvailable: 1 kB\n" },
		{ "name alone", "MemAvailable: 1 kB\nMemTotal:" },
		{ "name and space", "MemAvailable: 1 kB\nMemTotal:   " },
		{ "number on the next line", "MemTotal:\n2 kB\nMemAvailable: 1 kB\n" },
		{ "letters", "MemTotal: many kB\nMemAvailable: 1 kB\n" },
		{ "sign", "MemTotal: -2 kB\nMemAvailable: 1 kB\n" },
		{ "more bytes than 64 bits count",
		  "MemTotal: 18014398509481984 kB\nMemAvailable: 1 kB\n" },
		{ "more than 64 bits",
		  "MemTotal: 18446744073709551616 kB\nMemAvailable: 1 kB\n" },
		{ "in the middle of a line", "x MemTotal: 2 kB\nMemAvailable: 1 kB\n" },
		{ "without a colon", "MemTotal 2 kB\nMemAvailable: 1 kB\n" },
	};
	struct ram ram = { .total_bytes = 47, .available_bytes = 11 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (ram_from_meminfo(rows[i].text, &ram) != -EBADMSG ||
		    ram.total_bytes != 47 || ram.available_bytes != 11)
			fail_msg("%s", rows[i].name);
}

/* From runs in QEMU with an initrd of 302 MiB: kexec_file_load out of memory at -m 1120,
 * through at 1128; the kernel keeps some 50 MiB of that for itself. */
static void test_the_check_agrees_with_what_was_measured(void **state)
{
	static const struct {
		const char *name;
		uint64_t total_mib, available_mib, kernel_mib, initrd_mib;
		int want;
	} rows[] = {
		{ "twice as large as needed", 2000, 1900, 13, 302, 0 },
		{ "just through", 1076, 990, 13, 302, 0 },
		{ "out of memory while loading", 1000, 930, 13, 302, -EIO },
		{ "the target deadlocks", 630, 600, 13, 302, -EIO },
		{ "most of it in use", 4000, 900, 13, 302, -EIO },
		{ "small image on 512 MiB", 456, 400, 13, 60, 0 },
		{ "small image on 256 MiB", 208, 160, 13, 60, -EIO },
		{ "no sizes known, 512 MiB", 456, 400, 0, 0, 0 },
		{ "no memory", 0, 0, 13, 60, -EIO },
		{ "16 GiB into 64", 65000, 64000, 60, 16384, 0 },
		{ "16 GiB into 32", 32000, 31000, 60, 16384, -EIO },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct failure why = { .code = FAILURE_NONE };
		struct ram ram = {
			.total_bytes = rows[i].total_mib * MIB,
			.available_bytes = rows[i].available_mib * MIB,
			.kernel_bytes = rows[i].kernel_mib * MIB,
			.initrd_bytes = rows[i].initrd_mib * MIB,
		};

		if (ram_check(&ram, LOAD_FILE, "initrd", &why) != rows[i].want)
			fail_msg("%s: %s", rows[i].name, why.why);
		assert_int_equal(why.code,
				 rows[i].want == 0 ? FAILURE_NONE : FAILURE_RAM);
	}
}

/* Runs of store: an initrd of 302 MiB out of memory at -m 688, through at 692, and there the
 * kernel is loaded as soon as the target can boot at all. */
static void test_store_needs_no_more_than_the_target(void **state)
{
	static const struct {
		const char *name;
		enum load_way way;
		uint64_t total_mib, available_mib, kernel_mib, initrd_mib;
		int want;
	} rows[] = {
		{ "-m 692", LOAD_STORE, 640, 560, 13, 301, 0 },
		{ "half of it in use", LOAD_STORE, 640, 325, 13, 301, 0 },
		{ "more than half of it in use", LOAD_STORE, 640, 324, 13, 301, -EIO },
		{ "two copies", LOAD_BUFFER, 640, 560, 13, 301, -EIO },
		{ "two copies fit", LOAD_BUFFER, 700, 641, 13, 301, 0 },
		{ "three copies", LOAD_FILE, 750, 690, 13, 301, -EIO },
		{ "most of it in use", LOAD_STORE, 4000, 900, 13, 301, 0 },
		{ "a kernel over half of the RAM", LOAD_STORE, 256, 300, 128, 10, -EIO },
		{ "the kernel's own figure over half", LOAD_FILE, 200, 300, 1, 50, -EIO },
		{ "small image on 256 MiB", LOAD_STORE, 208, 160, 13, 60, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct failure why = { .code = FAILURE_NONE };
		struct ram ram = {
			.total_bytes = rows[i].total_mib * MIB,
			.available_bytes = rows[i].available_mib * MIB,
			.kernel_bytes = rows[i].kernel_mib * MIB,
			.initrd_bytes = rows[i].initrd_mib * MIB,
		};

		if (ram_check(&ram, rows[i].way, "initrd", &why) != rows[i].want)
			fail_msg("%s: %s", rows[i].name, why.why);
	}
}

/* A target that can boot the image at all must not be said to be too small for it. */
static void test_a_target_that_was_seen_to_boot_is_not_called_too_small(void **state)
{
	static const struct {
		const char *name;
		uint64_t total_mib, initrd_mib;
	} rows[] = {
		{ "302 MiB with -m 704", 704 - 57, 302 },
		{ "309 MiB with -m 720", 720 - 57, 309 },
		{ "302 MiB with -m 688", 688 - 48, 301 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct failure why = { .code = FAILURE_NONE };
		struct ram ram = {
			.total_bytes = rows[i].total_mib * MIB,
			.available_bytes = UINT64_MAX,
			.kernel_bytes = 13 * MIB,
			.initrd_bytes = rows[i].initrd_mib * MIB,
		};

		if (ram_check(&ram, LOAD_STORE, "initrd", &why) != 0)
			fail_msg("%s: %s", rows[i].name, why.why);
	}
}

static void test_the_message_names_both_numbers_and_the_object(void **state)
{
	struct failure why;
	struct ram ram = {
		.total_bytes = 300 * MIB,
		.available_bytes = 160 * MIB,
		.kernel_bytes = 13 * MIB,
		.initrd_bytes = 60 * MIB,
	};

	(void)state;
	assert_int_equal(ram_check(&ram, LOAD_FILE, "initrd.gz", &why), -EIO);
	assert_string_equal(why.object, "initrd.gz");
	assert_non_null(strstr(why.why, "263 MiB"));
	assert_non_null(strstr(why.why, "160"));
	ram.total_bytes = 100 * MIB;
	assert_int_equal(ram_check(&ram, LOAD_FILE, "initrd.gz", &why), -EIO);
	assert_non_null(strstr(why.why, "100"));
	ram.total_bytes = 208 * MIB;
	ram.available_bytes = 50 * MIB;
	assert_int_equal(ram_check(&ram, LOAD_STORE, "initrd.gz", &why), -EIO);
	assert_non_null(strstr(why.why, "by store"));
	assert_non_null(strstr(why.why, "50"));
}

static void test_just_enough_is_enough(void **state)
{
	static const struct {
		enum load_way way;
		uint64_t total_mib, available_mib;
		int want;
	} rows[] = {
		{ LOAD_FILE, 300, 263, 0 },   { LOAD_FILE, 300, 262, -EIO },
		{ LOAD_FILE, 226, 263, 0 },   { LOAD_FILE, 225, 263, -EIO },
		{ LOAD_STORE, 300, 83, 0 },   { LOAD_STORE, 300, 82, -EIO },
		{ LOAD_STORE, 152, 83, 0 },   { LOAD_STORE, 151, 83, -EIO },
		{ LOAD_BUFFER, 300, 158, 0 }, { LOAD_BUFFER, 300, 157, -EIO },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct failure why;
		struct ram ram = {
			.total_bytes = rows[i].total_mib * MIB,
			.available_bytes = rows[i].available_mib * MIB,
			.kernel_bytes = 13 * MIB,
			.initrd_bytes = 60 * MIB,
		};

		if (ram_check(&ram, rows[i].way, "initrd", &why) != rows[i].want)
			fail_msg("row %zu", i);
	}
}

static void test_sizes_of_64_bits_do_not_wrap_into_small_ones(void **state)
{
	static const uint64_t large[] = { UINT64_MAX, UINT64_MAX - 1, UINT64_MAX / 2,
					  UINT64_MAX / 3, 1ULL << 63 };
	struct failure why;

	(void)state;
	for (size_t i = 0; i < LOAD_WAYS * ARRAY_LEN(large); i++) {
		enum load_way way = (enum load_way)(i % LOAD_WAYS);
		uint64_t size = large[i / LOAD_WAYS];
		struct ram ram = { 1ULL << 40, 1ULL << 40, 1, size };

		assert_int_equal(ram_check(&ram, way, "initrd", &why), -EIO);
		ram = (struct ram){ 1ULL << 40, 1ULL << 40, size, 1 };
		assert_int_equal(ram_check(&ram, way, "initrd", &why), -EIO);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_meminfo_is_read_as_kernels_write_it),
		cmocka_unit_test(test_meminfo_without_both_numbers_is_refused),
		cmocka_unit_test(test_the_check_agrees_with_what_was_measured),
		cmocka_unit_test(test_store_needs_no_more_than_the_target),
		cmocka_unit_test(
			test_a_target_that_was_seen_to_boot_is_not_called_too_small),
		cmocka_unit_test(test_the_message_names_both_numbers_and_the_object),
		cmocka_unit_test(test_just_enough_is_enough),
		cmocka_unit_test(test_sizes_of_64_bits_do_not_wrap_into_small_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
