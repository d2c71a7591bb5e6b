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
#include "base/cursor.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/kmod_index.h"

enum {
	HAS_PREFIX = 0x8,
	HAS_VALUES = 0x4,
	HAS_CHILDREN = 0x2,
};

static struct cursor at_offset(const struct buffer *file, size_t offset)
{
	struct cursor c = cursor_over(file->bytes, file->len);

	cursor_take(&c, offset);
	return c;
}

/* Look @key up as libkmod's index_mm_search() does; the first value, or NULL. */
static const char *look_up(const struct buffer *file, const char *key)
{
	struct cursor c = at_offset(file, 8);

	while (true) {
		uint32_t node = cursor_be32(&c);

		c = at_offset(file, node & 0x0fffffff);
		if (node >> 28 & HAS_PREFIX) {
			const char *prefix = (const char *)c.at;
			size_t len = strlen(prefix);

			cursor_take(&c, len + 1);
			if (strncmp(prefix, key, len) != 0)
				return NULL;
			key += len;
		}
		if (node >> 28 & HAS_CHILDREN) {
			uint8_t first = cursor_u8(&c), last = cursor_u8(&c);
			struct cursor children =
				cursor_sub(&c, 4 * (size_t)(last - first + 1));

			if (*key) {
				if ((uint8_t)*key < first || (uint8_t)*key > last)
					return NULL;
				cursor_take(&children,
					    4 * (size_t)((uint8_t)*key - first));
				key++;
				c = children;
				struct cursor peek = c;

				if (cursor_be32(&peek) == 0)
					return NULL;
				continue;
			}
		}
		if (*key || !(node >> 28 & HAS_VALUES))
			return NULL;
		cursor_take(&c, 8); /* count, priority */
		assert_true(cursor_ok(&c));
		return (const char *)c.at;
	}
}

static void test_every_key_is_found_and_no_other(void **state)
{
	struct kmod_index_entry entries[] = {
		{ "virtio_net", "v", 3 }, { "virtio", "short", 1 },
		{ "ext4", "e", 2 },       { "virtio_blk", "b", 4 },
		{ "", "empty", 0 },       { "pci:v*d*", "wild", 9 },
	};
	const char *const others[] = { "virti", "virtio_", "virtio_nets",
				       "x",     "ext",     "zzz" };
	cleanup_buffer struct buffer file = { 0 };

	(void)state;
	assert_int_equal(kmod_index_write(entries, ARRAY_LEN(entries), &file), 0);
	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		const char *value = look_up(&file, entries[i].key);

		assert_non_null(value);
		assert_string_equal(value, entries[i].value);
	}
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_null(look_up(&file, others[i]));
}

static void test_the_bytes_are_those_of_the_format(void **state)
{
	/* By hand: a root with the prefix "a" and
	 * two children with one value each. */
	static const uint8_t expected[] = {
		0xb0, 0x07, 0xf4, 0x57, 0,  2,    0, 1, 0xa0, 0, 0, 12, 'a', 0, 'b',
		'c',  0x40, 0,    0,    24, 0x40, 0, 0, 34,   0, 0, 0,  1,   0, 0,
		0,    1,    'x',  0,    0,  0,    0, 1, 0,    0, 0, 2,  'y', 0,
	};
	struct kmod_index_entry entries[] = { { "ac", "y", 2 }, { "ab", "x", 1 } };
	cleanup_buffer struct buffer file = { 0 };

	(void)state;
	assert_int_equal(kmod_index_write(entries, ARRAY_LEN(entries), &file), 0);
	assert_int_equal(file.len, sizeof(expected));
	assert_memory_equal(file.bytes, expected, sizeof(expected));
}

static void test_the_order_of_entries_does_not_matter(void **state)
{
	struct kmod_index_entry one[] = { { "a", "x", 1 },
					  { "b", "y", 2 },
					  { "a", "w", 0 } };
	struct kmod_index_entry two[] = { { "a", "w", 0 },
					  { "a", "x", 1 },
					  { "b", "y", 2 } };
	cleanup_buffer struct buffer first = { 0 }, second = { 0 };

	(void)state;
	assert_int_equal(kmod_index_write(one, ARRAY_LEN(one), &first), 0);
	assert_int_equal(kmod_index_write(two, ARRAY_LEN(two), &second), 0);
	assert_int_equal(first.len, second.len);
	assert_memory_equal(first.bytes, second.bytes, first.len);
	assert_string_equal(look_up(&first, "a"), "w");
}

static void test_an_empty_index_is_a_root_without_anything(void **state)
{
	static const uint8_t expected[] = { 0xb0, 0x07, 0xf4, 0x57, 0, 2,
					    0,    1,    0,    0,    0, 12 };
	cleanup_buffer struct buffer file = { 0 };

	(void)state;
	assert_int_equal(kmod_index_write(NULL, 0, &file), 0);
	assert_int_equal(file.len, sizeof(expected));
	assert_memory_equal(file.bytes, expected, sizeof(expected));
}

static void test_what_the_format_cannot_hold_is_refused(void **state)
{
	struct kmod_index_entry key[] = { { "\303\244", "v", 0 } };
	struct kmod_index_entry value[] = { { "k", "\200", 0 } };
	cleanup_buffer struct buffer file = { 0 };

	(void)state;
	assert_int_equal(kmod_index_write(key, 1, &file), -EINVAL);
	assert_int_equal(kmod_index_write(value, 1, &file), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_key_is_found_and_no_other),
		cmocka_unit_test(test_the_bytes_are_those_of_the_format),
		cmocka_unit_test(test_the_order_of_entries_does_not_matter),
		cmocka_unit_test(test_an_empty_index_is_a_root_without_anything),
		cmocka_unit_test(test_what_the_format_cannot_hold_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
