/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "initrd-builder/reason.h"
#include "initrd-builder/test/oracle_lines.h"
#include "initrd-builder/verify.h"

static void see(void *context, const char *path, const char *text)
{
	struct buffer *seen = context;
	char line[256];
	int len = snprintf(line, sizeof(line), "%s %s\n", path, text);

	assert_int_equal(buffer_append(seen, line, (size_t)len), 0);
}

static void put_lines(struct oracle *o, const char *const *lines)
{
	while (*lines)
		oracle_line(o, *lines++);
}

/* What the first image's manifest, written and read again, says about the second. */
static void assert_differ(const char *const *stated, const char *const *actual,
			  const char *expected)
{
	struct oracle a = { .prefix = "" }, b = { .prefix = "" };
	struct manifest made = { .len = 0 }, read = { .len = 0 };
	struct buffer text = { 0 }, seen = { 0 };
	const struct outcome_options options = { .limits = { .bytes = 1 << 20,
							     .entries = 100 } };
	struct outcome outcome = { 0 };
	struct image image = { 0 };
	struct reason why = { "" };

	put_lines(&a, stated);
	put_lines(&b, actual);
	assert_int_equal(
		manifest_from_image(a.bytes.bytes, a.bytes.len, NULL, &made, &why), 0);
	assert_int_equal(manifest_write(&made, &text), 0);
	assert_int_equal(manifest_read(text.bytes, text.len, &read, &why), 0);
	image.file = b.bytes;
	assert_int_equal(outcome_of(&image, &options, &outcome, &why), 0);
	assert_int_equal(verify_manifest(&outcome, &read, see, &seen), 0);
	assert_int_equal(buffer_append(&seen, "", 1), 0);
	assert_string_equal((char *)seen.bytes, expected);
	outcome_free(&outcome);
	image_free(&image);
	manifest_free(&made);
	manifest_free(&read);
	buffer_free(&a.bytes);
	buffer_free(&text);
	buffer_free(&seen);
}

static const char *const one[] = { "d d",
				   "f d/f abc",
				   "l l d",
				   "c n - major=1 minor=3",
				   "f a - ino=7 nlink=2",
				   "f b data ino=7 nlink=2",
				   "T",
				   NULL };

static void test_an_image_is_as_its_own_manifest_says(void **state)
{
	(void)state;
	assert_differ(one, one, "");
}

static void test_the_last_entry_of_a_path_counts(void **state)
{
	const char *const lines[] = { "f a one", "T", "f a two mode=0600", "T", NULL };
	const char *const same[] = { "f a two mode=0600", "T", NULL };

	(void)state;
	assert_differ(lines, lines, "");
	assert_differ(lines, same, "");
	assert_differ(same, lines, "");
}

static void test_a_path_through_a_symlink_is_found(void **state)
{
	const char *const lines[] = { "d d", "l l d", "f l/f x", "T", NULL };

	(void)state;
	assert_differ(lines, lines, "");
}

static void test_each_difference_is_named(void **state)
{
	const char *const other[] = { "d d mode=0700",
				      "f d/f abd",
				      "l l e",
				      "c n - major=1 minor=5",
				      "f a data2",
				      "f c new uid=3",
				      "d b",
				      "T",
				      NULL };

	(void)state;
	assert_differ(one, other,
		      "a has another content than in the manifest\n"
		      "b is of another type than in the manifest\n"
		      "d has another mode than in the manifest\n"
		      "d/f has another content than in the manifest\n"
		      "l has another target than in the manifest\n"
		      "n has another device number than in the manifest\n"
		      "c is not in the manifest\n");
}

static void test_owners_and_absence_are_named(void **state)
{
	const char *const stated[] = { "f a x", "f b x", "T", NULL };
	const char *const actual[] = { "f a x uid=1", "f no/b x", "T", NULL };

	(void)state;
	assert_differ(stated, actual,
		      "a has another owner than in the manifest\n"
		      "b is in the manifest, but does not come out\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_image_is_as_its_own_manifest_says),
		cmocka_unit_test(test_the_last_entry_of_a_path_counts),
		cmocka_unit_test(test_a_path_through_a_symlink_is_found),
		cmocka_unit_test(test_each_difference_is_named),
		cmocka_unit_test(test_owners_and_absence_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
