/* SPDX-License-Identifier: MIT */
/* Offsets are those of the kernel's zero-page.rst and boot.rst. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/boot_params.h"
#include "pure/identity_map.h"

#define AT    0x2fe00000ULL
#define GIB   (1ULL << 30)
#define TABLE (AT + 8192)

static struct firmware firmware;
static uint8_t head[BZIMAGE_HEADER_BYTES];
static uint8_t out[BOOT_PARAMS_MAX];
static const uint8_t code[] = { 0xfa, 0xfc, 0x90, 0xf4 };
static const uint8_t seed[BOOT_SEED_BYTES] = "thirty-two bytes of pure chance";

static void put(uint8_t *to, size_t bytes, uint64_t value)
{
	for (size_t i = 0; i < bytes; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get(const uint8_t *from, size_t bytes)
{
	uint64_t value = 0;

	for (size_t i = 0; i < bytes; i++)
		value |= (uint64_t)from[i] << (8 * i);
	return value;
}

/* A BIOS machine with 768 MiB whose kernel shows all of its zero page, which is noise. */
static struct boot_params usual(void)
{
	memset(&firmware, 0, sizeof(firmware));
	for (size_t i = 0; i < ZERO_PAGE_BYTES; i++)
		firmware.zero_page[i] = (uint8_t)(i * 7 + 1);
	put(firmware.zero_page + 0x70, 8, 0);
	put(firmware.zero_page + 0x1c4, 4, 0); /* EFI's system table */
	put(firmware.zero_page + 0x1d8, 4, 0);
	assert_int_equal(memory_map_add(&firmware.memory, 0, 0x9fbff, MEMORY_RAM), 0);
	assert_int_equal(
		memory_map_add(&firmware.memory, 0x9fc00, 0x9ffff, MEMORY_RESERVED), 0);
	assert_int_equal(
		memory_map_add(&firmware.memory, 0x100000, 0x2fffffff, MEMORY_RAM), 0);
	for (size_t i = 0; i < sizeof(head); i++)
		head[i] = (uint8_t)(i * 5 + 3);
	return (struct boot_params){
		.kernel_head = head,
		.kernel = { .header_end = 0x26c },
		.at = { .kernel = 0x1000000, .initrd = 0x123456000, .params = AT },
		.initrd_bytes = 0x2abcdef01,
		.cmdline = "init=/init quiet",
		.firmware = &firmware,
		.seed = seed,
		.trampoline = code,
		.trampoline_len = sizeof(code),
	};
}

static size_t build(const struct boot_params *p)
{
	size_t len = 0;

	memset(out, 0xa5, sizeof(out));
	assert_int_equal(boot_params_build(p, out, sizeof(out), &len), 0);
	return len;
}

/* The setup_data of @type, or NULL; the list must end, and stay in what was built. */
static const uint8_t *setup_data(size_t len, uint32_t type)
{
	uint64_t next = get(out + 0x250, 8);
	const uint8_t *found = NULL;

	for (int i = 0; next != 0; i++) {
		assert_true(i < 8);
		assert_true(next >= AT && next % 16 == 0 && next - AT + 16 <= len);
		const uint8_t *node = out + (next - AT);

		assert_true(next - AT + 16 + get(node + 12, 4) <= len);
		if (get(node + 8, 4) == type) {
			assert_null(found);
			found = node;
		}
		next = get(node, 8);
	}
	return found;
}

static void test_the_zero_page_holds_this_and_nothing_else(void **state)
{
	const struct boot_params p = usual();
	uint8_t want[4096] = { 0 };
	size_t len = build(&p);

	(void)state;
	memcpy(want, firmware.zero_page, 0x40); /* screen_info */
	put(want + 0x0c0, 4, 1);
	put(want + 0x0c4, 4, 2);
	memcpy(want + 0x140, firmware.zero_page + 0x140, 0x80); /* edid_info */
	want[0x1e8] = 3;
	memcpy(want + 0x1f1, head + 0x1f1, 0x26c - 0x1f1);
	want[0x210] = 0xd0;
	want[0x211] = 0x01;
	put(want + 0x214, 4, 0x1000000);
	put(want + 0x218, 4, 0x23456000);
	put(want + 0x21c, 4, 0xabcdef01);
	put(want + 0x228, 4, get(out + 0x228, 4)); /* the command line: see below */
	put(want + 0x250, 8, get(out + 0x250, 8)); /* setup_data, likewise */
	put(want + 0x2d0 + 8, 8, 0x9fc00);
	put(want + 0x2d0 + 16, 4, 1);
	put(want + 0x2e4, 8, 0x9fc00);
	put(want + 0x2e4 + 8, 8, 0x400);
	put(want + 0x2e4 + 16, 4, 2);
	put(want + 0x2f8, 8, 0x100000);
	put(want + 0x2f8 + 8, 8, 0x2ff00000);
	put(want + 0x2f8 + 16, 4, 1);
	assert_memory_equal(out, want, sizeof(want));

	uint64_t cmdline = get(out + 0x228, 4) - AT;

	assert_true(cmdline >= 8192 + IDENTITY_MAP_BYTES && cmdline < len);
	assert_string_equal((const char *)out + cmdline, "init=/init quiet");
	const uint8_t *random = setup_data(len, 9);

	assert_non_null(random);
	assert_int_equal(get(random + 12, 4), sizeof(seed));
	assert_memory_equal(random + 16, seed, sizeof(seed));
	assert_null(setup_data(len, 1));
	assert_null(setup_data(len, 4));
}

static void test_the_trampoline_finds_its_data_behind_it(void **state)
{
	struct boot_params p = usual();
	const uint8_t *page = out + BOOT_PARAMS_ENTRY;
	static uint8_t long_code[TRAMPOLINE_MAX + 1];
	size_t len;

	(void)state;
	build(&p);
	assert_memory_equal(page, code, sizeof(code));
	for (size_t i = sizeof(code); i < TRAMPOLINE_DATA; i++)
		assert_int_equal(page[i], 0);
	assert_int_equal(get(page + 0xf00, 8), AT);
	assert_int_equal(get(page + 0xf08, 8), 0x1000200);
	assert_int_equal(get(page + 0xf10, 8), TABLE);
	assert_int_equal(get(page + 0xf18, 8), TABLE + 4096);
	p.trampoline = long_code;
	p.trampoline_len = TRAMPOLINE_MAX;
	assert_int_equal(boot_params_build(&p, out, sizeof(out), &len), 0);
	p.trampoline_len++;
	assert_int_equal(boot_params_build(&p, out, sizeof(out), &len), -E2BIG);
}

/* As a CPU does it: @root is where CR3 points. */
static uint64_t walk(uint64_t root, int levels, uint64_t address)
{
	uint64_t table = root;

	for (int level = levels; level >= 2; level--) {
		uint64_t index = address >> (12 + 9 * (level - 1)) & 511;

		assert_true(table >= AT && table + 4096 <= AT + sizeof(out));
		uint64_t entry = get(out + (table - AT) + index * 8, 8);

		if (!(entry & 1))
			return 0;
		assert_true(entry & 2); /* writable at every level */
		table = entry & 0x000ffffffffff000;
		if (entry & 0x80) {
			assert_int_equal(level, 2);
			return table + (address & 0x1fffff);
		}
	}
	fail_msg("a table where a page should be");
	return 0;
}

static void test_every_address_that_is_needed_is_its_own(void **state)
{
	struct boot_params p = usual();
	const uint64_t mapped[] = { 0x1000,     0x1000000,
				    AT,         AT + BOOT_PARAMS_ENTRY,
				    0x2fffffff, 0x7fee0000,
				    0x7ff00000, 9 * GIB };
	const uint64_t not_mapped[] = { 0x30000000, 0xfee00000, 4 * GIB, 5 * GIB,
					10 * GIB };

	(void)state;
	assert_int_equal(
		memory_map_add(&firmware.memory, 0x7fee0000, 0x7feeffff, MEMORY_ACPI), 0);
	assert_int_equal(
		memory_map_add(&firmware.memory, 0x7ff00000, 0x7ff0ffff, MEMORY_NVS), 0);
	assert_int_equal(
		memory_map_add(&firmware.memory, 4 * GIB, 6 * GIB - 1, MEMORY_RAM), 0);
	assert_int_equal(
		memory_map_add(&firmware.memory, 9 * GIB, 9 * GIB + 4095, MEMORY_ACPI),
		0);
	assert_int_equal(
		memory_map_add(&firmware.memory, 0xfee00000, 0xfeefffff, MEMORY_RESERVED),
		0);
	build(&p);
	for (size_t i = 0; i < ARRAY_LEN(mapped); i++) {
		assert_int_equal(walk(TABLE + IDENTITY_MAP_LEVEL4, 4, mapped[i]),
				 mapped[i]);
		assert_int_equal(walk(TABLE + IDENTITY_MAP_LEVEL5, 5, mapped[i]),
				 mapped[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(not_mapped); i++)
		assert_int_equal(walk(TABLE + IDENTITY_MAP_LEVEL4, 4, not_mapped[i]), 0);
}

static void test_tables_that_cannot_be_made_are_an_error(void **state)
{
	struct boot_params p = usual();
	size_t len = 47;

	(void)state;
	assert_int_equal(
		memory_map_add(&firmware.memory, 512 * GIB, 512 * GIB, MEMORY_NVS), 0);
	assert_int_equal(boot_params_build(&p, out, sizeof(out), &len), -ERANGE);
	assert_int_equal(len, 47);
}

static void test_more_than_128_ranges_go_on_in_setup_data(void **state)
{
	static const size_t counts[] = { 1, 127, 128, 129, 200, MEMORY_RANGES_MAX };
	struct boot_params p = usual();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		firmware.memory.count = 0;
		for (uint64_t n = 0; n < counts[i]; n++)
			assert_int_equal(memory_map_add(&firmware.memory, n << 20,
							(n << 20) + n, MEMORY_RESERVED),
					 0);
		size_t len = build(&p), in_page = counts[i] < 128 ? counts[i] : 128;
		const uint8_t *more = setup_data(len, 1);

		assert_int_equal(out[0x1e8], in_page);
		if (counts[i] <= 128) {
			assert_null(more);
			continue;
		}
		assert_non_null(more);
		assert_int_equal(get(more + 12, 4), 20 * (counts[i] - 128));
		for (size_t n = 0; n < counts[i]; n++) {
			const uint8_t *entry = n < 128 ? out + 0x2d0 + 20 * n
						       : more + 16 + 20 * (n - 128);

			assert_int_equal(get(entry, 8), n << 20);
			assert_int_equal(get(entry + 8, 8), n + 1);
			assert_int_equal(get(entry + 16, 4), 2);
		}
	}
}

static void test_efi_goes_on_where_the_running_kernel_has_it(void **state)
{
	struct boot_params p = usual();
	struct efi *efi = &firmware.efi;

	(void)state;
	put(firmware.zero_page + 0x1c4, 4, 0x3f9ee018);
	*efi = (struct efi){
		.fw_vendor = 0x3f9ee098,
		.config_table = 0x3e000000,
		.smbios = 0x3f8e0000,
		.acpi20 = 0x3fb7e014,
		.acpi = 0x3fb7e000,
		.ranges = { { 6, 0x3f4ec000, 0xffffffff00000000, 256,
			      0x800000000000000f },
			    { 5, 0x3f5ec000, 0xffffffff00100000, 109, 0x8 } },
		.range_count = 2,
	};
	size_t len = build(&p);

	assert_int_equal(get(out + 0x70, 8), 0x3fb7e014);
	assert_memory_equal(out + 0x1c0, firmware.zero_page + 0x1c0, 8);
	assert_int_equal(get(out + 0x1c8, 4), 48);
	assert_int_equal(get(out + 0x1cc, 4), get(firmware.zero_page + 0x1cc, 4));
	assert_int_equal(get(out + 0x1d4, 4), 96);
	assert_int_equal(get(out + 0x1d8, 4), 0);
	assert_int_equal(get(out + 0x1dc, 4), 0);
	assert_int_equal(out[0x1ec], firmware.zero_page[0x1ec]);
	const uint8_t *map = out + (get(out + 0x1d0, 4) - AT);

	assert_true(map + 96 <= out + len);
	assert_int_equal(get(map, 8), 6);
	assert_int_equal(get(map + 8, 8), 0x3f4ec000);
	assert_int_equal(get(map + 16, 8), 0xffffffff00000000);
	assert_int_equal(get(map + 24, 8), 256);
	assert_int_equal(get(map + 32, 8), 0x800000000000000f);
	assert_int_equal(get(map + 40, 8), 0);
	assert_int_equal(get(map + 48, 8), 5);
	const uint8_t *tables = setup_data(len, 4);

	assert_non_null(tables);
	assert_int_equal(get(tables + 12, 4), 96);
	assert_int_equal(get(tables + 16, 8), 0x3f9ee098);
	assert_int_equal(get(tables + 24, 8), 0);
	assert_int_equal(get(tables + 32, 8), 0x3e000000);
	assert_int_equal(get(tables + 40, 8), 0x3f8e0000);
	for (size_t i = 48; i < 16 + 96; i++)
		assert_int_equal(tables[i], 0);
	assert_int_equal(walk(TABLE + IDENTITY_MAP_LEVEL4, 4, 0x3f9ee018), 0x3f9ee018);
	assert_int_equal(walk(TABLE + IDENTITY_MAP_LEVEL4, 4, 0x3e000000), 0x3e000000);
}

static void test_acpi_is_where_the_best_witness_says(void **state)
{
	struct boot_params p = usual();

	(void)state;
	build(&p);
	assert_int_equal(get(out + 0x70, 8), 0);
	firmware.efi.acpi = 0x1111;
	build(&p);
	assert_int_equal(get(out + 0x70, 8), 0x1111);
	firmware.efi.acpi20 = 0x2222;
	build(&p);
	assert_int_equal(get(out + 0x70, 8), 0x2222);
	put(firmware.zero_page + 0x70, 8, 0x3333);
	build(&p);
	assert_int_equal(get(out + 0x70, 8), 0x3333);
	put(firmware.zero_page + 0x70, 8, 0x400000000);
	build(&p);
	assert_int_equal(get(out + 0x70, 8), 0x400000000);
}

static void test_the_largest_of_everything_fits(void **state)
{
	static char cmdline[65537];
	struct boot_params p = usual();
	size_t len = 0;

	(void)state;
	memset(cmdline, 'x', sizeof(cmdline) - 1);
	p.cmdline = cmdline;
	p.kernel.header_end = BZIMAGE_HEADER_BYTES;
	firmware.memory.count = 0;
	for (uint64_t n = 0; n < MEMORY_RANGES_MAX; n++)
		assert_int_equal(
			memory_map_add(&firmware.memory, n << 20, n << 20, MEMORY_RAM),
			0);
	firmware.efi.range_count = EFI_RANGES_MAX;
	assert_int_equal(boot_params_build(&p, out, sizeof(out), &len), 0);
	assert_true(len <= sizeof(out));
}

static void test_too_little_room_is_an_error_and_nothing_is_written_behind(void **state)
{
	struct boot_params p = usual();
	size_t whole, len;

	(void)state;
	firmware.efi.range_count = 1;
	whole = build(&p);
	for (size_t cap = 0; cap <= whole; cap += cap < 80000 ? 4001 : 1) {
		memset(out, 0xa5, sizeof(out));
		len = 47;
		int r = boot_params_build(&p, out, cap, &len);

		assert_int_equal(r, cap < whole ? -E2BIG : 0);
		assert_int_equal(len, cap < whole ? 47 : whole);
		assert_int_equal(out[cap], 0xa5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_zero_page_holds_this_and_nothing_else),
		cmocka_unit_test(test_the_trampoline_finds_its_data_behind_it),
		cmocka_unit_test(test_every_address_that_is_needed_is_its_own),
		cmocka_unit_test(test_tables_that_cannot_be_made_are_an_error),
		cmocka_unit_test(test_more_than_128_ranges_go_on_in_setup_data),
		cmocka_unit_test(test_efi_goes_on_where_the_running_kernel_has_it),
		cmocka_unit_test(test_acpi_is_where_the_best_witness_says),
		cmocka_unit_test(test_the_largest_of_everything_fits),
		cmocka_unit_test(
			test_too_little_room_is_an_error_and_nothing_is_written_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
