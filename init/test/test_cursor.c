/* SPDX-License-Identifier: MIT */
/* The cursor, and its counterpart, the writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cursor.h"
#include "base/writer.h"

static const uint8_t nine[] = { 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9 };

static uint64_t read_u8(struct cursor *c)
{
	return cursor_u8(c);
}

static uint64_t read_be16(struct cursor *c)
{
	return cursor_be16(c);
}

static uint64_t read_be32(struct cursor *c)
{
	return cursor_be32(c);
}

static uint64_t read_le16(struct cursor *c)
{
	return cursor_le16(c);
}

static uint64_t read_le32(struct cursor *c)
{
	return cursor_le32(c);
}

static const struct {
	const char *name;
	uint64_t (*read)(struct cursor *c);
	size_t bytes;
	uint64_t value;
} readers[] = {
	{ "u8", read_u8, 1, 0xf1 },
	{ "be16", read_be16, 2, 0xf1f2 },
	{ "be32", read_be32, 4, 0xf1f2f3f4 },
	{ "le16", read_le16, 2, 0xf2f1 },
	{ "le32", read_le32, 4, 0xf4f3f2f1 },
	{ "le64", cursor_le64, 8, 0xf8f7f6f5f4f3f2f1 },
};

static void test_numbers_are_read_in_their_byte_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		struct cursor c = cursor_over(nine, sizeof(nine));
		uint64_t value = readers[i].read(&c);

		if (value != readers[i].value || !cursor_ok(&c) ||
		    c.at != nine + readers[i].bytes ||
		    c.left != sizeof(nine) - readers[i].bytes)
			fail_msg("%s: %llx", readers[i].name, (unsigned long long)value);
	}
}

static void test_a_number_beyond_the_end_is_zero_and_marks_the_cursor(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(readers); i++)
		for (size_t len = 0; len < readers[i].bytes; len++) {
			struct cursor c = cursor_over(nine, len);
			uint64_t value = readers[i].read(&c);

			if (value != 0 || cursor_ok(&c))
				fail_msg("%s of %zu bytes: %llx", readers[i].name, len,
					 (unsigned long long)value);
		}
}

static void test_a_marked_cursor_yields_nothing_more(void **state)
{
	struct cursor c = cursor_over(nine, sizeof(nine));
	uint8_t copy[2] = { 1, 1 };

	(void)state;
	assert_null(cursor_take(&c, sizeof(nine) + 1));
	assert_null(cursor_take(&c, 1));
	assert_null(cursor_take(&c, 0));
	for (size_t i = 0; i < ARRAY_LEN(readers); i++)
		assert_int_equal(readers[i].read(&c), 0);
	cursor_copy(&c, copy, sizeof(copy));
	assert_int_equal(copy[0] | copy[1], 0);
	struct cursor sub = cursor_sub(&c, 0);

	assert_false(cursor_ok(&sub));
	assert_false(cursor_ok(&c));
}

static void test_a_length_that_would_wrap_is_refused(void **state)
{
	struct cursor c = cursor_over(nine + 1, sizeof(nine) - 1);

	(void)state;
	assert_null(cursor_take(&c, SIZE_MAX));
	assert_false(cursor_ok(&c));
}

static void test_all_bytes_can_be_taken_and_not_one_more(void **state)
{
	struct cursor c = cursor_over(nine, sizeof(nine));
	uint8_t copy[sizeof(nine)];

	(void)state;
	cursor_copy(&c, copy, sizeof(copy));
	assert_memory_equal(copy, nine, sizeof(nine));
	assert_true(cursor_ok(&c));
	assert_int_equal(c.left, 0);
	assert_non_null(cursor_take(&c, 0));
	assert_true(cursor_ok(&c));
	assert_int_equal(cursor_u8(&c), 0);
	assert_false(cursor_ok(&c));
}

static void test_a_copy_beyond_the_end_is_all_zeroes(void **state)
{
	struct cursor c = cursor_over(nine, 3);
	uint8_t copy[5], zeroes[5] = { 0 };

	(void)state;
	memset(copy, 7, sizeof(copy));
	cursor_copy(&c, copy, 4);
	assert_memory_equal(copy, zeroes, 4);
	assert_int_equal(copy[4], 7);
	assert_false(cursor_ok(&c));
}

static void test_a_part_ends_where_it_ends_and_the_whole_moves_past_it(void **state)
{
	struct cursor c = cursor_over(nine, sizeof(nine));
	struct cursor sub = cursor_sub(&c, 2);

	(void)state;
	assert_int_equal(cursor_be16(&sub), 0xf1f2);
	assert_int_equal(cursor_u8(&sub), 0);
	assert_false(cursor_ok(&sub));
	assert_true(cursor_ok(&c));
	assert_int_equal(cursor_u8(&c), 0xf3);
	sub = cursor_sub(&c, sizeof(nine));
	assert_false(cursor_ok(&sub));
	assert_false(cursor_ok(&c));
}

static void test_no_bytes_at_all_are_an_empty_message(void **state)
{
	struct cursor c = cursor_over(NULL, 0);

	(void)state;
	(void)cursor_take(&c, 0);
	assert_true(cursor_ok(&c));
	struct cursor sub = cursor_sub(&c, 0);

	assert_true(cursor_ok(&sub));
	assert_true(cursor_ok(&c));
	assert_int_equal(cursor_u8(&c), 0);
	assert_false(cursor_ok(&c));
}

static void test_what_fits_is_written_and_ended(void **state)
{
	char buffer[16];
	struct writer w = writer_over(buffer, sizeof(buffer));

	(void)state;
	assert_string_equal(buffer, "");
	writer_text(&w, "ab");
	writer_printf(&w, "%d", 12);
	writer_text_n(&w, "c", 1);
	writer_text_n(&w, "def", 1);
	writer_text(&w, "");
	writer_text_n(&w, NULL, 0);
	assert_string_equal(buffer, "ab12cd");
	assert_int_equal(w.len, 6);
	assert_true(writer_ok(&w));
	writer_zeroes(&w, 2);
	writer_bytes(&w, "xy", 2);
	assert_memory_equal(buffer, "ab12cd\0\0xy", 10);
	assert_int_equal(w.len, 10);
	assert_true(writer_ok(&w));
}

static void test_text_that_does_not_fit_is_left_out_whole(void **state)
{
	char buffer[8];

	(void)state;
	for (int with_printf = 0; with_printf < 2; with_printf++) {
		struct writer w = writer_over(buffer, sizeof(buffer));

		memset(buffer, 'x', sizeof(buffer));
		writer_text(&w, "1234");
		if (with_printf)
			writer_printf(&w, "%s", "5678");
		else
			writer_text(&w, "5678");
		assert_false(writer_ok(&w));
		assert_string_equal(buffer, "1234");
		assert_int_equal(w.len, 4);
		writer_text(&w, "5");
		writer_printf(&w, "5");
		writer_bytes(&w, "5", 1);
		assert_string_equal(buffer, "1234");
	}
}

static void test_text_keeps_room_for_its_end_and_bytes_do_not(void **state)
{
	char buffer[4];
	struct writer text = writer_over(buffer, sizeof(buffer));

	(void)state;
	writer_text(&text, "123");
	assert_true(writer_ok(&text));
	writer_text(&text, "");
	assert_true(writer_ok(&text));
	assert_string_equal(buffer, "123");
	struct writer bytes = writer_over(buffer, sizeof(buffer));

	writer_bytes(&bytes, "1234", 4);
	assert_true(writer_ok(&bytes));
	writer_bytes(&bytes, NULL, 0);
	assert_true(writer_ok(&bytes));
	assert_null(writer_reserve(&bytes, SIZE_MAX));
	assert_false(writer_ok(&bytes));
	assert_memory_equal(buffer, "1234", 4);
}

static void test_bytes_that_do_not_fit_are_left_out_whole(void **state)
{
	(void)state;
	for (size_t used = 0; used <= 4; used++) {
		uint8_t buffer[6] = { 1, 1, 1, 1, 1, 1 };
		struct writer w = writer_over(buffer, 4);

		writer_bytes(&w, "xxxx", used);
		assert_true(writer_ok(&w));
		writer_bytes(&w, "yyyyy", 5 - used);
		assert_false(writer_ok(&w));
		assert_int_equal(w.len, used);
		assert_memory_equal(buffer, "xxxx", used);
		assert_int_equal(buffer[4] & buffer[5], 1);
		w = writer_over(buffer, 4);
		writer_bytes(&w, "xxxx", used);
		writer_zeroes(&w, 5 - used);
		assert_false(writer_ok(&w));
		assert_int_equal(buffer[4] & buffer[5], 1);
	}
}

static void test_one_byte_of_room_is_for_the_end_of_a_text(void **state)
{
	char buffer[2] = "xx";
	struct writer w = writer_over(buffer, 1);

	(void)state;
	assert_true(writer_ok(&w));
	assert_memory_equal(buffer, "\0x", 2);
	writer_text(&w, "");
	writer_printf(&w, "%s", "");
	assert_true(writer_ok(&w));
	writer_text(&w, "a");
	assert_false(writer_ok(&w));
	assert_memory_equal(buffer, "\0x", 2);
}

static void test_nothing_fits_in_no_room(void **state)
{
	struct writer w = writer_over(NULL, 0);

	(void)state;
	assert_false(writer_ok(&w));
	assert_null(writer_reserve(&w, 0));
	writer_text(&w, "");
	writer_printf(&w, "x");
	writer_bytes(&w, "x", 1);
	writer_zeroes(&w, 1);
	assert_false(writer_ok(&w));
	assert_int_equal(w.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_are_read_in_their_byte_order),
		cmocka_unit_test(
			test_a_number_beyond_the_end_is_zero_and_marks_the_cursor),
		cmocka_unit_test(test_a_marked_cursor_yields_nothing_more),
		cmocka_unit_test(test_a_length_that_would_wrap_is_refused),
		cmocka_unit_test(test_all_bytes_can_be_taken_and_not_one_more),
		cmocka_unit_test(test_a_copy_beyond_the_end_is_all_zeroes),
		cmocka_unit_test(
			test_a_part_ends_where_it_ends_and_the_whole_moves_past_it),
		cmocka_unit_test(test_no_bytes_at_all_are_an_empty_message),
		cmocka_unit_test(test_what_fits_is_written_and_ended),
		cmocka_unit_test(test_text_that_does_not_fit_is_left_out_whole),
		cmocka_unit_test(test_text_keeps_room_for_its_end_and_bytes_do_not),
		cmocka_unit_test(test_bytes_that_do_not_fit_are_left_out_whole),
		cmocka_unit_test(test_one_byte_of_room_is_for_the_end_of_a_text),
		cmocka_unit_test(test_nothing_fits_in_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
