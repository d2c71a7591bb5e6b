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

#include "initrd-builder/archive.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/diff.h"
#include "initrd-builder/outcome.h"
#include "initrd-builder/reason.h"

/* An image and what it becomes. */
struct sample {
	struct image image;
	struct outcome outcome;
};

static void add_file(struct archive *a, const char *path, const char *text, uint32_t perm)
{
	assert_int_equal(archive_add_bytes(a, path, text, strlen(text),
					   (struct archive_attr){ .perm = perm }),
			 0);
}

static void take(struct archive *a, struct sample *ret)
{
	const struct outcome_options options = { .limits = { 1 << 20, 64 } };
	const uint8_t *bytes;
	struct reason why;
	size_t len;

	assert_int_equal(archive_finish(a), 0);
	bytes = archive_bytes(a, &len);
	*ret = (struct sample){ 0 };
	assert_int_equal(buffer_append(&ret->image.file, bytes, len), 0);
	assert_int_equal(outcome_of(&ret->image, &options, &ret->outcome, &why), 0);
}

static void drop(struct sample *s)
{
	outcome_free(&s->outcome);
	image_free(&s->image);
}

static void make_first(struct sample *ret)
{
	cleanup_archive struct archive *a = NULL;

	assert_int_equal(archive_new_in_memory(7, &a), 0);
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	assert_int_equal(archive_add_dir(a, "bin", ARCHIVE_DIR_ATTR), 0);
	add_file(a, "bin/a", "one", 0755);
	add_file(a, "bin-x", "same", 0644);
	assert_int_equal(archive_add_symlink(a, "l", "\xff", ARCHIVE_FILE_ATTR), 0);
	assert_int_equal(archive_add_dir(a, "only", ARCHIVE_DIR_ATTR), 0);
	assert_int_equal(archive_add_dir(a, "only/it", ARCHIVE_DIR_ATTR), 0);
	add_file(a, "t", "", 0644);
	take(a, ret);
}

static void make_second(struct sample *ret)
{
	cleanup_archive struct archive *a = NULL;

	assert_int_equal(archive_new_in_memory(7, &a), 0);
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	assert_int_equal(archive_add_dir(a, "bin", ARCHIVE_DIR_ATTR), 0);
	add_file(a, "bin-x", "to be overridden", 0600);
	assert_int_equal(archive_begin(a, (struct compression){ CODEC_ZSTD, 3 }), 0);
	add_file(a, "bin/a", "two", 04755);
	add_file(a, "bin/new", "", 0644);
	add_file(a, "bin-x", "same", 0644);
	assert_int_equal(archive_add_symlink(a, "l", "\xfe", ARCHIVE_FILE_ATTR), 0);
	assert_int_equal(archive_add_symlink(a, "t", "x", ARCHIVE_FILE_ATTR), 0);
	take(a, ret);
}

static const char *differences(const struct sample *x, const struct sample *y,
			       bool ignores_time)
{
	const struct diff_options options = { .ignores_time = ignores_time };
	static char text[1024];
	cleanup_buffer struct buffer lines = { 0 };

	assert_int_equal(diff_outcomes(&x->outcome, &y->outcome, &options, &lines), 0);
	assert_true(lines.len < sizeof(text));
	if (lines.len > 0)
		memcpy(text, lines.bytes, lines.len);
	text[lines.len] = '\0';
	return text;
}

static void test_each_difference_has_its_line(void **state)
{
	struct sample first, second;

	(void)state;
	make_first(&first);
	make_second(&second);
	assert_string_equal(differences(&first, &second, false),
			    "! bin/a mode 0755 4755\n"
			    "! bin/a content 3:7692c3ad3540bb80 3:3fc4ccfe745870e2\n"
			    "+ bin/new\n"
			    "! l target ? ?\n"
			    "- only\n"
			    "! t type file symlink\n");
	drop(&first);
	drop(&second);
}

static void test_a_tree_does_not_differ_from_itself(void **state)
{
	struct sample first, again;

	(void)state;
	make_first(&first);
	make_first(&again);
	assert_string_equal(differences(&first, &again, false), "");
	drop(&first);
	drop(&again);
}

static void test_times_can_be_left_out(void **state)
{
	struct sample early, late;
	struct sample *const samples[] = { &early, &late };

	(void)state;
	for (uint32_t i = 0; i < 2; i++) {
		cleanup_archive struct archive *a = NULL;

		assert_int_equal(archive_new_in_memory(i, &a), 0);
		assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
		add_file(a, "a", "", 0644);
		take(a, samples[i]);
	}
	assert_string_equal(differences(&early, &late, false), "! a mtime 0 1\n");
	assert_string_equal(differences(&early, &late, true), "");
	drop(&early);
	drop(&late);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_difference_has_its_line),
		cmocka_unit_test(test_a_tree_does_not_differ_from_itself),
		cmocka_unit_test(test_times_can_be_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
