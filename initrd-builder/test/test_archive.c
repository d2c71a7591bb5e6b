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

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "initrd-builder/archive.h"
#include "initrd-builder/image.h"
#include "initrd-builder/reason.h"

enum {
	MTIME_S = 1763769600,
};

static const struct compression zstd = { .codec = CODEC_ZSTD, .level = 3 };
static const struct compression gzip = { .codec = CODEC_GZIP, .level = 6 };
static const struct compression xz = { .codec = CODEC_XZ, .level = 1 };

static struct archive *new_archive(struct compression compression)
{
	struct archive *a;

	assert_int_equal(archive_new_in_memory(MTIME_S, &a), 0);
	assert_int_equal(archive_begin(a, compression), 0);
	return a;
}

/* What a walk over an image saw, as text, one entry a line. */
struct seen {
	char text[2048];
	size_t len;
};

static int see(void *context, const struct image_entry *e)
{
	const struct newc_header *h = &e->item.header;
	struct seen *s = context;

	assert_int_equal(h->mtime_s, MTIME_S);
	s->len += (size_t)snprintf(s->text + s->len, sizeof(s->text) - s->len,
				   "%u:%u %o %u:%u %u %s %.*s\n", e->segment, h->ino,
				   h->mode, h->uid, h->gid, h->nlink, e->item.path,
				   (int)h->data_len, (const char *)e->item.data);
	assert_true(s->len < sizeof(s->text));
	return 0;
}

static void assert_holds(struct archive *a, const char *expected)
{
	struct seen s = { .len = 0 };
	struct reason why = { "" };
	const uint8_t *bytes;
	size_t len;

	assert_int_equal(archive_finish(a), 0);
	bytes = archive_bytes(a, &len);
	assert_int_equal(len % NEWC_ALIGN, 0);
	if (image_walk(bytes, len, see, &s, &why) != 0)
		fail_msg("%s", why.text);
	assert_string_equal(s.text, expected);
}

static void add_some(struct archive *a)
{
	const struct archive_attr key = { .perm = 0600, .uid = 990, .gid = 991 };

	assert_int_equal(archive_add_dir(a, "etc", ARCHIVE_DIR_ATTR), 0);
	assert_int_equal(archive_add_bytes(a, "etc/key", "secret", 6, key), 0);
	assert_int_equal(archive_add_symlink(a, "key", "etc/key", ARCHIVE_FILE_ATTR), 0);
	assert_int_equal(archive_add_node(a, "console", S_IFCHR, 5, 1, key), 0);
}

#define SOME_OF(segment)                                       \
	segment ":1 40755 0:0 1 etc \n" segment                \
		":2 100600 990:991 1 etc/key secret\n" segment \
		":3 120644 0:0 1 key etc/key\n" segment ":4 20600 990:991 1 console \n"

static void test_what_was_added_is_read_back(void **state)
{
	const struct compression compressions[] = { COMPRESSION_NONE, gzip, xz, zstd };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(compressions); i++) {
		struct archive *a = new_archive(compressions[i]);

		add_some(a);
		assert_holds(a, SOME_OF("1"));
		archive_free(a);
	}
}

static void test_segments_of_any_kind_follow_each_other(void **state)
{
	struct archive *a = new_archive(zstd);

	(void)state;
	assert_int_equal(archive_add_dir(a, "a", ARCHIVE_DIR_ATTR), 0);
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	assert_int_equal(archive_add_bytes(a, "a/b", "b", 1, ARCHIVE_FILE_ATTR), 0);
	assert_int_equal(archive_begin(a, gzip), 0);
	assert_int_equal(archive_add_bytes(a, "a/c", "c", 1, ARCHIVE_FILE_ATTR), 0);
	assert_holds(a, "1:1 40755 0:0 1 a \n"
			"2:1 100644 0:0 1 a/b b\n"
			"3:1 100644 0:0 1 a/c c\n");
	archive_free(a);
}

static void test_parents_are_added_once(void **state)
{
	struct archive *a = new_archive(COMPRESSION_NONE);

	(void)state;
	assert_int_equal(archive_add_parents(a, "lib/modules/6.1/x"), 0);
	assert_int_equal(archive_add_parents(a, "lib/firmware/y"), 0);
	assert_true(archive_has_dir(a, "lib/firmware"));
	assert_false(archive_has_dir(a, "lib/firmware/y"));
	assert_holds(a, "1:1 40755 0:0 1 lib \n"
			"1:2 40755 0:0 1 lib/modules \n"
			"1:3 40755 0:0 1 lib/modules/6.1 \n"
			"1:4 40755 0:0 1 lib/firmware \n");
	archive_free(a);
}

static void test_what_the_kernel_would_drop_is_refused(void **state)
{
	struct archive *a = new_archive(COMPRESSION_NONE);
	static char long_target[4097];

	(void)state;
	memset(long_target, 't', sizeof(long_target) - 1);
	add_some(a);
	assert_int_equal(archive_add_bytes(a, "no/such", "", 0, ARCHIVE_FILE_ATTR),
			 -ENOENT);
	assert_int_equal(archive_add_bytes(a, "key/x", "", 0, ARCHIVE_FILE_ATTR),
			 -ENOTDIR);
	assert_int_equal(archive_add_bytes(a, "etc/key/x", "", 0, ARCHIVE_FILE_ATTR),
			 -ENOTDIR);
	assert_int_equal(archive_add_bytes(a, "etc/key", "", 0, ARCHIVE_FILE_ATTR),
			 -EEXIST);
	assert_int_equal(archive_add_dir(a, "etc", ARCHIVE_DIR_ATTR), -EEXIST);
	assert_int_equal(archive_add_bytes(a, "../x", "", 0, ARCHIVE_FILE_ATTR), -EINVAL);
	assert_int_equal(archive_add_symlink(a, "l", "", ARCHIVE_FILE_ATTR), -EINVAL);
	assert_int_equal(archive_add_symlink(a, "l", long_target, ARCHIVE_FILE_ATTR),
			 -EINVAL);
	assert_int_equal(archive_add_node(a, "n", S_IFBLK, 4096, 0, ARCHIVE_FILE_ATTR),
			 -ERANGE);
	assert_int_equal(archive_add_node(a, "n", S_IFBLK, 0, 1 << 20, ARCHIVE_FILE_ATTR),
			 -ERANGE);
	assert_int_equal(archive_add_file(a, "n", "/no/such/file", ARCHIVE_FILE_ATTR),
			 -ENOENT);
	assert_int_equal(archive_add_file(a, "n", "/dev", ARCHIVE_FILE_ATTR), -EINVAL);
	assert_non_null(strstr(archive_why(a), "/dev"));
	archive_free(a);
}

static void test_later_segments_replace_only_what_the_kernel_replaces(void **state)
{
	const char *const links[] = { "one", "two" };
	struct archive *a = new_archive(COMPRESSION_NONE);

	(void)state;
	add_some(a);
	assert_int_equal(
		archive_add_linked_file(a, links, 2, "/dev/null", ARCHIVE_FILE_ATTR),
		-EINVAL);
	assert_int_equal(archive_add_linked_file(a, links, 2, "/proc/self/status",
						 ARCHIVE_FILE_ATTR),
			 -EIO); /* no length, and yet bytes: it "grew" */
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	assert_int_equal(archive_add_dir(a, "etc", ARCHIVE_DIR_ATTR), 0);
	assert_int_equal(archive_add_bytes(a, "etc/key", "new", 3, ARCHIVE_FILE_ATTR), 0);
	assert_int_equal(archive_add_bytes(a, "key", "file", 4, ARCHIVE_FILE_ATTR), 0);
	assert_int_equal(archive_add_dir(a, "console", ARCHIVE_DIR_ATTR), -EEXIST);
	assert_int_equal(archive_add_bytes(a, "one", "", 0, ARCHIVE_FILE_ATTR), -EEXIST);
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	assert_int_equal(archive_add_bytes(a, "etc", "", 0, ARCHIVE_FILE_ATTR), -EEXIST);
	assert_int_equal(archive_add_symlink(a, "etc", "usr", ARCHIVE_FILE_ATTR),
			 -EEXIST);
	archive_free(a);
}

static int write_temporary(char *path, const char *content)
{
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	return fd;
}

static void test_linked_files_share_number_and_count(void **state)
{
	const char *const links[] = { "b", "a", "c" };
	char path[] = "/tmp/test_archive.XXXXXX";
	struct archive *a = new_archive(COMPRESSION_NONE);
	int fd = write_temporary(path, "content");

	(void)state;
	assert_int_equal(archive_add_linked_file(a, links, 3, path, ARCHIVE_FILE_ATTR),
			 0);
	assert_int_equal(archive_add_file(a, "d", path, ARCHIVE_FILE_ATTR), 0);
	assert_holds(a, "1:1 100644 0:0 3 b \n"
			"1:1 100644 0:0 3 a \n"
			"1:1 100644 0:0 3 c content\n"
			"1:2 100644 0:0 1 d content\n");
	archive_free(a);
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink(path), 0);
}

static void test_a_descriptor_gets_what_memory_gets(void **state)
{
	static char from_file[4096];
	char path[] = "/tmp/test_archive.XXXXXX";
	struct archive *in_memory = new_archive(zstd), *to_fd;
	int fd = write_temporary(path, "");
	const uint8_t *bytes;
	size_t len;

	(void)state;
	assert_int_equal(archive_new_to_fd(fd, MTIME_S, &to_fd), 0);
	assert_int_equal(archive_begin(to_fd, zstd), 0);
	add_some(in_memory);
	add_some(to_fd);
	assert_int_equal(archive_finish(in_memory), 0);
	assert_int_equal(archive_finish(to_fd), 0);
	bytes = archive_bytes(in_memory, &len);
	assert_int_equal(pread(fd, from_file, sizeof(from_file), 0), len);
	assert_memory_equal(from_file, bytes, len);
	archive_free(in_memory);
	archive_free(to_fd);
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink(path), 0);
}

static int count(void *context, const struct image_entry *e)
{
	(void)e;
	*(size_t *)context += 1;
	return 0;
}

static void test_every_truncated_image_ends_or_is_refused(void **state)
{
	const struct compression compressions[] = { COMPRESSION_NONE, gzip, xz, zstd };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(compressions); i++) {
		struct archive *a = new_archive(compressions[i]);
		const uint8_t *bytes;
		size_t len;

		add_some(a);
		assert_int_equal(archive_finish(a), 0);
		bytes = archive_bytes(a, &len);
		for (size_t cut = 0; cut < len; cut++) {
			uint8_t *exact = malloc(cut + 1);
			struct reason why;
			size_t n = 0;

			assert_non_null(exact);
			memcpy(exact, bytes, cut);
			int r = image_walk(exact, cut, count, &n, &why);

			assert_true(r == -EBADMSG || r == 0);
			assert_true(n <= 4);
			free(exact);
		}
		archive_free(a);
	}
}

static void test_what_is_no_initrd_is_named_with_its_offset(void **state)
{
	static const char junk[] = "\0\0\0\0\0\0\0\0not an initrd";
	struct reason why;
	size_t n = 0;

	(void)state;
	assert_int_equal(image_walk(junk, sizeof(junk), count, &n, &why), -EBADMSG);
	assert_non_null(strstr(why.text, "offset 8"));
	assert_int_equal(n, 0);
}

static void test_compressions_are_named_with_a_level(void **state)
{
	static const char *const bad[] = { "",       "bzip2",   "zstd:",
					   "zstd:0", "zstd:20", "gzip:10",
					   "none:1", "zstd:3x", "xz:10" };
	struct compression c;
	struct reason why;

	(void)state;
	assert_int_equal(compression_parse("none", &c, &why), 0);
	assert_int_equal(c.codec, CODEC_NONE);
	assert_int_equal(compression_parse("zstd", &c, &why), 0);
	assert_int_equal(c.level, 3);
	assert_int_equal(compression_parse("zstd:19", &c, &why), 0);
	assert_int_equal(c.level, 19);
	assert_int_equal(compression_parse("gzip:1", &c, &why), 0);
	assert_int_equal(c.codec, CODEC_GZIP);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(compression_parse(bad[i], &c, &why), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_was_added_is_read_back),
		cmocka_unit_test(test_segments_of_any_kind_follow_each_other),
		cmocka_unit_test(test_parents_are_added_once),
		cmocka_unit_test(test_what_the_kernel_would_drop_is_refused),
		cmocka_unit_test(
			test_later_segments_replace_only_what_the_kernel_replaces),
		cmocka_unit_test(test_linked_files_share_number_and_count),
		cmocka_unit_test(test_a_descriptor_gets_what_memory_gets),
		cmocka_unit_test(test_every_truncated_image_ends_or_is_refused),
		cmocka_unit_test(test_what_is_no_initrd_is_named_with_its_offset),
		cmocka_unit_test(test_compressions_are_named_with_a_level),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
