/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/newc_read.h"

enum {
	FILE_MODE = 0100644,
	DIR_MODE = 040755,
	LINK_MODE = 0120777,
};

static void test_a_head_is_what_the_kernel_documents(void **state)
{
	static const char expected[] = "070701"
				       "00000007"
				       "000021A4"
				       "000003DE"
				       "000003DF"
				       "00000001"
				       "69211E00"
				       "00000000"
				       "00000000"
				       "00000000"
				       "00000005"
				       "00000001"
				       "0000000C"
				       "00000000"
				       "dev/console\0\0";
	const struct newc_entry e = {
		.path = "dev/console",
		.ino = 7,
		.mode = 020644,
		.uid = 990,
		.gid = 991,
		.nlink = 1,
		.mtime_s = 1763778048,
		.rdev_major = 5,
		.rdev_minor = 1,
	};
	char head[sizeof(expected)];

	(void)state;
	assert_int_equal(newc_head_len(strlen(e.path)), sizeof(expected));
	assert_int_equal(newc_write_head(head, sizeof(head) - 1, &e), -ENOSPC);
	assert_int_equal(newc_write_head(head, sizeof(head), &e), 0);
	assert_memory_equal(head, expected, sizeof(expected));
}

static void test_padding_reaches_the_next_multiple(void **state)
{
	(void)state;
	assert_int_equal(newc_padding(0, 4), 0);
	assert_int_equal(newc_padding(1, 4), 3);
	assert_int_equal(newc_padding(4, 4), 0);
	assert_int_equal(newc_padding(513, 512), 511);
}

static void test_paths_that_the_kernel_drops_are_problems(void **state)
{
	static char component_256[257], component_255[256], long_path[4097];
	static const char *const bad[] = {
		"",       "/init", "a//b",       "a/",     ".",           "..",
		"a/../b", "a/.",   "TRAILER!!!", "./init", component_256, long_path,
	};
	static const char *const good[] = {
		"init",         "a/b/c",       "...",         "a/..b",
		"x TRAILER!!!", component_255, &long_path[1],
	};

	(void)state;
	memset(component_256, 'c', 256);
	memset(component_255, 'c', 255);
	for (size_t i = 0; i < sizeof(long_path) - 1; i++)
		long_path[i] = i % 2 ? 'p' : '/';
	/* 4096 bytes and 4095, which with the NUL is one too many and just right. */
	long_path[0] = 'p';
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_non_null(newc_path_problem(bad[i]));
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (newc_path_problem(good[i]))
			fail_msg("'%.20s…' %s", good[i], newc_path_problem(good[i]));
}

/* A folder, a file whose length is no multiple of four, and a symlink. */
static int build(void *memory, size_t cap, size_t *ret_len)
{
	struct newc_builder b = newc_build_in(memory, cap, 1);
	int r;

	newc_add(&b, "ssh", DIR_MODE, NULL, 0);
	newc_add(&b, "ssh/authorized_keys", FILE_MODE, "a key", 5);
	newc_add(&b, "keys", LINK_MODE, "ssh/authorized_keys", 19);
	r = newc_finish(&b);
	*ret_len = b.len;
	return r;
}

static void test_the_builder_counts_before_it_writes(void **state)
{
	uint8_t *memory;
	size_t needed, len;

	(void)state;
	assert_int_equal(build(NULL, 0, &needed), -ENOSPC);
	assert_int_equal(needed % NEWC_SEGMENT_ALIGN, 0);
	memory = malloc(needed);
	assert_non_null(memory);
	for (size_t cap = 0; cap < needed; cap++) {
		assert_int_equal(build(memory, cap, &len), -ENOSPC);
		assert_int_equal(len, needed);
	}
	assert_int_equal(build(memory, needed, &len), 0);
	free(memory);
}

static void test_what_was_built_is_read_back(void **state)
{
	static const struct {
		const char *path, *data;
		uint32_t mode;
	} expected[] = {
		{ "ssh", "", DIR_MODE },
		{ "ssh/authorized_keys", "a key", FILE_MODE },
		{ "keys", "ssh/authorized_keys", LINK_MODE },
		{ "TRAILER!!!", "", 0 },
	};
	uint8_t memory[1024];
	struct newc_item item;
	size_t len;

	(void)state;
	assert_int_equal(build(memory, sizeof(memory), &len), 0);
	struct newc_reader r = newc_read_from(memory, len);

	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		assert_int_equal(newc_next(&r, &item), 1);
		assert_string_equal(item.path, expected[i].path);
		assert_int_equal(item.header.mode, expected[i].mode);
		assert_int_equal(item.header.data_len, strlen(expected[i].data));
		assert_memory_equal(item.data, expected[i].data, item.header.data_len);
		assert_int_equal(item.is_trailer, expected[i].mode == 0);
		assert_int_equal(item.header.ino, expected[i].mode ? i + 1 : 0);
	}
	assert_int_equal(newc_next(&r, &item), 0);
	assert_int_equal(r.left, 0);
}

static void test_every_truncation_is_refused_or_ends_between_entries(void **state)
{
	uint8_t memory[1024];
	size_t len;

	(void)state;
	assert_int_equal(build(memory, sizeof(memory), &len), 0);
	for (size_t cut = 0; cut < len; cut++) {
		uint8_t *exact = malloc(cut + 1); /* so that a sanitizer sees the end */
		struct newc_item item;
		int n = 1;

		assert_non_null(exact);
		memcpy(exact, memory, cut);
		struct newc_reader r = newc_read_from(exact, cut);

		while (n == 1)
			n = newc_next(&r, &item);
		assert_true(n == -EBADMSG || (n == 0 && r.left == 0));
		if (n == -EBADMSG)
			assert_int_equal(*r.at, '0');
		free(exact);
	}
}

static void test_bad_paths_and_sizes_stop_the_builder(void **state)
{
	struct newc_builder b = newc_build_in(NULL, 0, 0);

	(void)state;
	newc_add(&b, "../etc/passwd", FILE_MODE, "x", 1);
	newc_add(&b, "fine", FILE_MODE, "x", 1);
	assert_int_equal(newc_finish(&b), -EINVAL);
	b = newc_build_in(NULL, 0, 0);
	newc_add(&b, "huge", FILE_MODE, "x", (size_t)1 << 32);
	assert_int_equal(newc_finish(&b), -EFBIG);
}

static void test_headers_are_as_strict_as_the_kernels(void **state)
{
	static const struct {
		const char *name;
		size_t at;
		const char *bytes;
	} cases[] = {
		{ "old binary magic", 0, "070707" },
		{ "no magic", 0, "00000000" },
		{ "0x in a field", 6, "0x000001" },
		{ "blanks in a field", 14, "    41ED" },
		{ "a sign", 22, "-0000001" },
		{ "a letter beyond F", 102, "0000000G" },
	};
	const struct newc_entry e = { .path = "x", .mode = FILE_MODE, .nlink = 1 };
	struct newc_header h;
	char head[112];

	(void)state;
	assert_int_equal(newc_write_head(head, sizeof(head), &e), 0);
	assert_int_equal(newc_parse_header(head, NEWC_HEADER_LEN, &h), 0);
	assert_false(h.is_summed);
	for (size_t len = 0; len < NEWC_HEADER_LEN; len++)
		assert_int_equal(newc_parse_header(head, len, &h), -EBADMSG);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char broken[sizeof(head)];

		memcpy(broken, head, sizeof(head));
		memcpy(broken + cases[i].at, cases[i].bytes, strlen(cases[i].bytes));
		if (newc_parse_header(broken, NEWC_HEADER_LEN, &h) != -EBADMSG)
			fail_msg("%s", cases[i].name);
	}
	memcpy(head, "070702", 6);
	memcpy(head + 14, "000081a4", 8); /* lower case is as good */
	assert_int_equal(newc_parse_header(head, NEWC_HEADER_LEN, &h), 0);
	assert_true(h.is_summed);
	assert_int_equal(h.mode, FILE_MODE);
}

static void test_an_entry_off_the_grid_is_refused(void **state)
{
	uint8_t memory[1026] = { 0 };
	struct newc_item item;
	size_t len;

	(void)state;
	assert_int_equal(build(memory + 2, sizeof(memory) - 2, &len), 0);
	struct newc_reader r = newc_read_from(memory, len + 2);

	assert_int_equal(newc_next(&r, &item), -EBADMSG);
}

static void test_what_is_no_entry_is_left_to_the_caller(void **state)
{
	static const uint8_t zeroes_then_gzip[] = { 0, 0, 0, 0, 0x1f, 0x8b, 8 };
	struct newc_reader r = newc_read_from(zeroes_then_gzip, sizeof(zeroes_then_gzip));
	struct newc_item item;

	(void)state;
	assert_int_equal(newc_next(&r, &item), 0);
	assert_int_equal(r.left, 3);
	assert_int_equal(*r.at, 0x1f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_head_is_what_the_kernel_documents),
		cmocka_unit_test(test_padding_reaches_the_next_multiple),
		cmocka_unit_test(test_paths_that_the_kernel_drops_are_problems),
		cmocka_unit_test(test_the_builder_counts_before_it_writes),
		cmocka_unit_test(test_what_was_built_is_read_back),
		cmocka_unit_test(
			test_every_truncation_is_refused_or_ends_between_entries),
		cmocka_unit_test(test_bad_paths_and_sizes_stop_the_builder),
		cmocka_unit_test(test_headers_are_as_strict_as_the_kernels),
		cmocka_unit_test(test_an_entry_off_the_grid_is_refused),
		cmocka_unit_test(test_what_is_no_entry_is_left_to_the_caller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
