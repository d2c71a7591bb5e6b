/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "initrd-builder/extract.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/test/oracle_lines.h"

enum {
	ENTRIES_MAX = 1024,
	BYTES_MAX = 1 << 20,
};

/* Each test has a folder of its own, in which "out" is the target. */
static char work[] = "/tmp/test_extract.XXXXXX";

static int begin(void **state)
{
	(void)state;
	(void)strcpy(work + sizeof(work) - 7, "XXXXXX");
	return mkdtemp(work) && chdir(work) == 0 ? 0 : -1;
}

static int end(void **state)
{
	char command[64];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", work);
	return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static int extract_bytes(struct buffer *bytes, const struct extract_options *options,
			 unsigned int segment)
{
	struct image image = { .file = *bytes };
	const struct outcome_options wanted = {
		.limits = { .bytes = BYTES_MAX, .entries = ENTRIES_MAX },
		.segment = segment,
	};
	struct outcome outcome = { 0 };
	struct reason why;
	int r = outcome_of(&image, &wanted, &outcome, &why);

	if (r == 0)
		r = extract_tree(&outcome, options, &why);
	outcome_free(&outcome);
	image_free(&image);
	*bytes = (struct buffer){ 0 };
	return r;
}

static int extract(const char *const *lines, const struct extract_options *options)
{
	struct oracle o = { .prefix = "" };

	while (*lines)
		oracle_line(&o, *lines++);
	return extract_bytes(&o.bytes, options, OUTCOME_ALL_SEGMENTS);
}

static const struct extract_options to_out = { .folder = "out", .bytes_max = BYTES_MAX };

static void assert_holds(const char *path, const char *expected)
{
	char content[64] = "";
	int fd = open(path, O_RDONLY | O_NOFOLLOW);

	assert_true(fd >= 0);
	assert_int_equal(read(fd, content, sizeof(content) - 1), strlen(expected));
	assert_string_equal(content, expected);
	assert_int_equal(close(fd), 0);
}

static void assert_absent(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), -1);
	assert_int_equal(errno, ENOENT);
}

static struct stat status_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st;
}

static void test_what_overrides_what_is_applied(void **state)
{
	const char *const lines[] = { "d usr",       "d usr/lib", "l lib usr/lib",
				      "f lib/a one", "T",         "f lib/a two",
				      "f b x",       "T",         "l b lib/a",
				      "T",           NULL };
	char target[8] = "";

	(void)state;
	assert_int_equal(extract(lines, &to_out), 0);
	assert_holds("out/usr/lib/a", "two");
	assert_int_equal(readlink("out/b", target, sizeof(target)), 5);
	assert_string_equal(target, "lib/a");
}

static void test_modes_times_and_links_are_kept_whatever_the_umask(void **state)
{
	const char *const lines[] = { "d d mode=0500 mtime=1000",
				      "f d/f x mode=06755 mtime=2000",
				      "f a - ino=3 nlink=2",
				      "f d/b xyz ino=3 nlink=2 mode=0666", NULL };
	mode_t before = umask(077);

	(void)state;
	assert_int_equal(extract(lines, &to_out), 0);
	(void)umask(before);
	assert_int_equal(status_of("out/d").st_mode & 07777, 0500);
	assert_int_equal(status_of("out/d").st_mtime, 1000);
	/* Whoever looks into an archive does not want its set-user-ID programs. */
	assert_int_equal(status_of("out/d/f").st_mode & 07777, 0755);
	assert_int_equal(status_of("out/d/f").st_mtime, 2000);
	assert_int_equal(status_of("out/d/f").st_uid, geteuid());
	assert_int_equal(status_of("out/a").st_ino, status_of("out/d/b").st_ino);
	assert_int_equal(status_of("out/a").st_mode & 07777, 0666);
	assert_int_equal(chmod("out/d", 0700), 0);
}

static void test_no_path_leads_out_of_the_target(void **state)
{
	const char *const lines[] = { "f ../up x",        "f /top x",   "d ../../a",
				      "l away ../victim", "f away/f x", "l abs /victim",
				      "d victim",         "f abs/g in", "d d",
				      "f d/../../../z x", NULL };

	(void)state;
	assert_int_equal(mkdir("victim", 0755), 0);
	assert_int_equal(extract(lines, &to_out), 0);
	assert_holds("out/up", "x");
	assert_holds("out/top", "x");
	assert_holds("out/z", "x");
	/* In the image, "..", and an absolute target, end at the image's root. */
	assert_holds("out/victim/g", "in");
	assert_absent("victim/f");
	assert_absent("up");
	assert_absent("z");
	assert_absent("a");
}

static void test_symlinks_in_the_target_are_not_followed(void **state)
{
	const char *const folder[] = { "d sub", "f sub/f x", NULL };
	const char *const file[] = { "f file x", NULL };
	const char *const parent[] = { "d sub", "d sub/sub", "f sub/sub/f x", NULL };
	const char *const only[] = { "sub/sub/f" };
	struct extract_options some = to_out;

	(void)state;
	assert_int_equal(mkdir("victim", 0755), 0);
	assert_int_equal(mkdir("out", 0755), 0);
	assert_int_equal(symlink("../victim", "out/sub"), 0);
	assert_int_equal(symlink("../victim/file", "out/file"), 0);
	assert_true(extract(folder, &to_out) < 0);
	assert_true(extract(file, &to_out) < 0);
	some.only = only;
	some.only_len = 1;
	assert_true(extract(parent, &some) < 0);
	assert_absent("victim/f");
	assert_absent("victim/file");
	assert_absent("victim/sub");
}

static void test_nothing_that_is_there_is_replaced(void **state)
{
	const char *const lines[] = { "d d", "f d/a new", NULL };

	(void)state;
	assert_int_equal(extract(lines, &to_out), 0);
	assert_int_equal(extract(lines, &to_out), -EEXIST);
	assert_holds("out/d/a", "new");
}

static void test_devices_are_left_out(void **state)
{
	const char *const lines[] = { "c null - major=1 minor=3 mode=0666",
				      "b disk - major=8 minor=0", "p pipe - mode=0600",
				      "f after ok", NULL };

	(void)state;
	assert_int_equal(extract(lines, &to_out), 0);
	assert_absent("out/null");
	assert_absent("out/disk");
	assert_true(S_ISFIFO(status_of("out/pipe").st_mode));
	assert_holds("out/after", "ok");
}

static void test_limits_hold(void **state)
{
	const char *const cut[] = { "f a x", "f b x size=4294967295", NULL };
	const char *const bomb[] = { "zstd", "f a *16000x", "f b *16000x", "end", NULL };
	struct extract_options little = to_out;

	(void)state;
	/* A header of 110 bytes that promises 4 GiB, most of it zeroes. */
	assert_int_equal(extract(cut, &to_out), -EFBIG);
	little.bytes_max = 20000;
	little.folder = "other";
	assert_int_equal(extract(bomb, &little), -EFBIG);
	assert_absent("other/b");
}

static void test_only_what_was_asked_for_is_written(void **state)
{
	const char *const lines[] = { "d usr",   "d usr/lib", "l lib usr/lib", "d d",
				      "f d/a x", "f lib/a x", "f lib/b x",     NULL };
	const char *const only[] = { "/lib/a", "d" };
	const char *const absent[] = { "nothing" };
	struct extract_options some = to_out;

	(void)state;
	some.only = only;
	some.only_len = 2;
	assert_int_equal(extract(lines, &some), 0);
	assert_holds("out/usr/lib/a", "x");
	assert_holds("out/d/a", "x");
	assert_absent("out/usr/lib/b");
	assert_absent("out/lib");
	some.only = absent;
	some.only_len = 1;
	assert_int_equal(extract(lines, &some), -ENOENT);
}

static void test_one_segment_comes_with_the_folders_it_wants(void **state)
{
	struct oracle o = { .prefix = "" };

	(void)state;
	oracle_line(&o, "d lib");
	oracle_line(&o, "f lib/a x");
	oracle_line(&o, "T");
	oracle_line(&o, "f lib/b x");
	oracle_line(&o, "T");
	assert_int_equal(extract_bytes(&o.bytes, &to_out, 2), 0);
	assert_holds("out/lib/b", "x");
	assert_absent("out/lib/a");
}

static void test_every_truncation_ends(void **state)
{
	const char *const kinds[] = { "align 4", "gzip", "zstd" };
	char folder[64];

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		struct oracle o = { .prefix = "" };

		oracle_line(&o, kinds[k]);
		oracle_line(&o, "d d");
		oracle_line(&o, "f d/a *40x");
		oracle_line(&o, "l l d/a");
		oracle_line(&o, "T");
		if (k > 0)
			oracle_line(&o, "end");
		for (size_t cut = 0; cut < o.bytes.len; cut++) {
			struct extract_options options = to_out;
			struct buffer exact = { 0 };

			(void)snprintf(folder, sizeof(folder), "%zu-%zu", k, cut);
			options.folder = folder;
			assert_int_equal(buffer_append(&exact, o.bytes.bytes, cut), 0);
			assert_int_equal(extract_bytes(&exact, &options, 0), 0);
		}
		buffer_free(&o.bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define test(name) cmocka_unit_test_setup_teardown(name, begin, end)
		test(test_what_overrides_what_is_applied),
		test(test_modes_times_and_links_are_kept_whatever_the_umask),
		test(test_no_path_leads_out_of_the_target),
		test(test_symlinks_in_the_target_are_not_followed),
		test(test_nothing_that_is_there_is_replaced),
		test(test_devices_are_left_out),
		test(test_limits_hold),
		test(test_only_what_was_asked_for_is_written),
		test(test_one_segment_comes_with_the_folders_it_wants),
		test(test_every_truncation_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
