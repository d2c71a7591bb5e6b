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

#include <sys/stat.h>

#include "base/attr.h"
#include "initrd-builder/archive.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/overlay.h"
#include "initrd-builder/reason.h"

static const struct compression zstd = { .codec = CODEC_ZSTD, .level = 3 };

/* Append a segment with up to three folders to @image, a named one if @name is given. */
static void append(struct buffer *image, const char *name, struct compression c,
		   const char *const folders[3])
{
	cleanup_archive struct archive *a = NULL;
	const uint8_t *bytes;
	size_t len;

	assert_int_equal(archive_new_in_memory(0, &a), 0);
	/* each segment stands alone here: the folders above are known */
	assert_int_equal(archive_learn(a, "x", S_IFDIR, 2), 0);
	assert_int_equal(archive_begin(a, c), 0);
	if (name)
		assert_int_equal(overlay_add_name(a, name), 0);
	for (size_t i = 0; i < 3 && folders[i]; i++)
		assert_int_equal(archive_add_dir(a, folders[i], ARCHIVE_DIR_ATTR), 0);
	assert_int_equal(archive_finish(a), 0);
	bytes = archive_bytes(a, &len);
	assert_int_equal(buffer_append(image, bytes, len), 0);
}

#define FOLDERS(...) ((const char *const[3]){ __VA_ARGS__ })

static void test_an_overlay_is_found_by_its_name(void **state)
{
	static const struct compression codecs[] = { { CODEC_NONE, 0 },
						     { CODEC_ZSTD, 3 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codecs); i++) {
		cleanup_buffer struct buffer image = { 0 };
		struct overlay_place place;
		struct reason why;
		size_t start, end;

		append(&image, NULL, zstd, FOLDERS("x"));
		start = image.len;
		append(&image, "one", codecs[i], FOLDERS("x/y"));
		end = image.len;
		append(&image, "two", COMPRESSION_NONE, FOLDERS("x/z"));
		assert_int_equal(
			overlay_find(image.bytes, image.len, "one", &place, &why), 0);
		assert_int_equal(place.start, start);
		assert_int_equal(place.end, end);
		assert_int_equal(
			overlay_find(image.bytes, image.len, "two", &place, &why), 0);
		assert_int_equal(place.start, end);
		assert_int_equal(place.end, image.len);
		assert_int_equal(overlay_find(image.bytes, image.len, "on", &place, &why),
				 0);
		assert_int_equal(place.end, 0);
	}
}

static void test_an_overlay_that_is_there_twice_is_refused(void **state)
{
	cleanup_buffer struct buffer image = { 0 };
	struct overlay_place place;
	struct reason why;

	(void)state;
	append(&image, "one", COMPRESSION_NONE, FOLDERS("x"));
	append(&image, "one", zstd, FOLDERS("y"));
	assert_int_equal(overlay_find(image.bytes, image.len, "one", &place, &why),
			 -EEXIST);
}

static void test_an_overlay_among_compressed_others_is_refused(void **state)
{
	cleanup_buffer struct buffer inner = { 0 }, image = { 0 };
	struct overlay_place place;
	struct reason why;

	(void)state;
	append(&inner, "one", COMPRESSION_NONE, FOLDERS("x"));
	append(&inner, "two", COMPRESSION_NONE, FOLDERS("y"));
	assert_int_equal(compress_bytes(zstd, inner.bytes, inner.len, &image, &why), 0);
	assert_int_equal(overlay_find(image.bytes, image.len, "one", &place, &why),
			 -ENOTSUP);
	assert_int_equal(overlay_find(image.bytes, image.len, "two", &place, &why),
			 -ENOTSUP);
}

static void test_a_name_inside_a_segment_names_nothing(void **state)
{
	cleanup_archive struct archive *a = NULL;
	struct overlay_place place;
	const uint8_t *bytes;
	struct reason why;
	size_t len;

	(void)state;
	assert_int_equal(archive_new_in_memory(0, &a), 0);
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	assert_int_equal(archive_add_dir(a, "x", ARCHIVE_DIR_ATTR), 0);
	assert_int_equal(overlay_add_name(a, "one"), 0);
	assert_int_equal(archive_finish(a), 0);
	bytes = archive_bytes(a, &len);
	assert_int_equal(overlay_find(bytes, len, "one", &place, &why), 0);
	assert_int_equal(place.end, 0);
}

static void test_what_others_stand_on_cannot_be_replaced(void **state)
{
	cleanup_archive struct archive *a = NULL, *b = NULL;
	cleanup_buffer struct buffer image = { 0 };
	struct overlay_place one, two;
	struct reason why;

	(void)state;
	append(&image, NULL, zstd, FOLDERS("w"));
	append(&image, "one", COMPRESSION_NONE, FOLDERS("x"));
	append(&image, "two", COMPRESSION_NONE, FOLDERS("x/y"));
	assert_int_equal(overlay_find(image.bytes, image.len, "one", &one, &why), 0);
	assert_int_equal(overlay_find(image.bytes, image.len, "two", &two, &why), 0);
	assert_int_equal(archive_new_in_memory(0, &a), 0);
	assert_int_equal(overlay_learn(a, image.bytes, image.len, &one, &why), -EEXIST);
	assert_non_null(strstr(why.text, "x/y"));
	assert_int_equal(archive_new_in_memory(0, &b), 0);
	assert_int_equal(overlay_learn(b, image.bytes, image.len, &two, &why), 0);
	assert_true(archive_has_dir(b, "w"));
	assert_true(archive_has_dir(b, "x"));
	assert_false(archive_has_dir(b, "x/y"));
}

static void test_a_learnt_tree_is_the_judge_of_what_follows(void **state)
{
	cleanup_archive struct archive *a = NULL;

	(void)state;
	assert_int_equal(archive_new_in_memory(0, &a), 0);
	assert_int_equal(archive_learn(a, "lib", S_IFLNK, 1), 0);
	assert_int_equal(archive_learn(a, "usr", S_IFDIR, 2), 0);
	assert_int_equal(archive_learn(a, "usr/x", S_IFREG, 2), 0);
	assert_int_equal(archive_learn(a, "usr", S_IFDIR, 2), 0);
	assert_int_equal(archive_learn(a, "gone/x", S_IFDIR, 2), 0);
	assert_int_equal(archive_learn(a, "../x", S_IFDIR, 2), 0);
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	assert_int_equal(archive_add_dir(a, "usr", ARCHIVE_DIR_ATTR), 0);
	assert_int_equal(archive_add_dir(a, "lib", ARCHIVE_DIR_ATTR), -EEXIST);
	assert_int_equal(archive_add_dir(a, "lib/a", ARCHIVE_DIR_ATTR), -ENOTDIR);
	assert_int_equal(archive_add_dir(a, "gone/x", ARCHIVE_DIR_ATTR), -ENOENT);
	assert_int_equal(archive_add_bytes(a, "usr/x", "", 0, ARCHIVE_FILE_ATTR),
			 -EEXIST);
}

static void test_names_are_plain_words(void **state)
{
	static char longest[OVERLAY_NAME_MAX + 2];
	struct reason why;

	(void)state;
	memset(longest, 'a', OVERLAY_NAME_MAX + 1);
	assert_int_equal(overlay_check_name(longest, &why), -EINVAL);
	assert_int_equal(overlay_check_name(longest + 1, &why), 0);
	assert_int_equal(overlay_check_name("a.b-C_9", &why), 0);
	assert_int_equal(overlay_check_name("", &why), -EINVAL);
	assert_int_equal(overlay_check_name("a/b", &why), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_overlay_is_found_by_its_name),
		cmocka_unit_test(test_an_overlay_that_is_there_twice_is_refused),
		cmocka_unit_test(test_an_overlay_among_compressed_others_is_refused),
		cmocka_unit_test(test_a_name_inside_a_segment_names_nothing),
		cmocka_unit_test(test_what_others_stand_on_cannot_be_replaced),
		cmocka_unit_test(test_a_learnt_tree_is_the_judge_of_what_follows),
		cmocka_unit_test(test_names_are_plain_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
