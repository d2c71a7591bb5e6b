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
#include <unistd.h>

#include "base/text.h"
#include "initrd-builder/archive.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/manifest.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/report.h"
#include "initrd-builder/spdx.h"

/* A raw and a compressed segment with a bit of everything. */
static const uint8_t *make_image(struct archive *a, size_t *ret_len)
{
	static const struct archive_attr file = { .perm = 0644 };
	static const struct archive_attr program = { .perm = 0755 };
	static uint8_t content[10000];

	/* That is not gone when it is compressed. */
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * i >> 7);
	archive_keep_origins(a);
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	assert_int_equal(archive_add_dir(a, "etc", ARCHIVE_DIR_ATTR), 0);
	assert_int_equal(archive_set_origin(a, "spec:%d", 7), 0);
	assert_int_equal(archive_add_bytes(a, "etc/b", "abc", 3, file), 0);
	assert_int_equal(archive_add_symlink(a, "bin", "usr/bin", program), 0);
	assert_int_equal(archive_begin(a, (struct compression){ CODEC_ZSTD, 3 }), 0);
	assert_int_equal(archive_add_bytes(a, "init", content, sizeof(content), program),
			 0);
	assert_int_equal(archive_add_bytes(a, "etc/b", "", 0, file), 0);
	assert_int_equal(archive_finish(a), 0);
	return archive_bytes(a, ret_len);
}

static void make_manifest(struct manifest *ret)
{
	cleanup_archive struct archive *a = NULL;
	struct reason why = { "" };
	const uint8_t *image;
	size_t len;

	assert_int_equal(archive_new_in_memory(0, &a), 0);
	image = make_image(a, &len);
	assert_int_equal(manifest_from_image(image, len, a, ret, &why), 0);
}

static void test_a_manifest_says_what_is_there_and_why(void **state)
{
	cleanup_manifest struct manifest m = { 0 };
	char hex[SHA256_HEX_SIZE];

	(void)state;
	make_manifest(&m);
	manifest_sort(&m);
	assert_int_equal(m.len, 5);
	assert_string_equal(m.entries[0].path, "bin");
	assert_string_equal(m.entries[0].target, "usr/bin");
	assert_string_equal(m.entries[1].path, "etc");
	assert_null(m.entries[1].origin);
	assert_string_equal(m.entries[2].path, "etc/b");
	assert_int_equal(m.entries[2].segment, 1);
	assert_int_equal(m.entries[2].size, 3);
	assert_string_equal(m.entries[2].origin, "spec:7");
	text_to_hex(m.entries[2].digest, SHA256_BYTES, hex);
	assert_string_equal(
		hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_int_equal(m.entries[3].segment, 2);
	assert_string_equal(m.entries[4].path, "init");
	assert_int_equal(m.segments_len, 2);
	assert_int_equal(m.segments[0].stored_bytes, 512);
	assert_int_equal(m.segments[1].offset, 512);
	assert_int_equal(m.segments[1].entries, 2);
	assert_true(m.segments[1].unpacked_bytes > 10000);
}

static void test_a_manifest_reads_as_it_was_written(void **state)
{
	cleanup_manifest struct manifest m = { 0 }, read = { 0 };
	cleanup_buffer struct buffer text = { 0 }, again = { 0 };
	struct reason why = { "" };

	(void)state;
	make_manifest(&m);
	assert_int_equal(manifest_write(&m, &text), 0);
	assert_int_equal(manifest_read(text.bytes, text.len, &read, &why), 0);
	assert_int_equal(read.len, m.len);
	m.segments_len = 0;
	text.len = 0;
	assert_int_equal(manifest_write(&m, &text), 0);
	assert_int_equal(manifest_write(&read, &again), 0);
	assert_int_equal(text.len, again.len);
	assert_memory_equal(text.bytes, again.bytes, text.len);
}

static void test_every_truncation_is_refused(void **state)
{
	cleanup_manifest struct manifest m = { 0 };
	cleanup_buffer struct buffer text = { 0 };
	struct manifest none;
	struct reason why = { "" };

	(void)state;
	make_manifest(&m);
	assert_int_equal(manifest_write(&m, &text), 0);
	/* without its last newline it is whole */
	for (size_t len = 0; len + 1 < text.len; len++)
		assert_int_equal(manifest_read(text.bytes, len, &none, &why), -EBADMSG);
}

static void test_another_format_is_refused(void **state)
{
	static const char *const others[] = { "{\"entries\":[]}",
					      "{\"format\":\"x\",\"entries\":[]}" };
	struct manifest m;
	struct reason why = { "" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_int_equal(manifest_read(others[i], strlen(others[i]), &m, &why),
				 -EBADMSG);
}

static void test_all_names_of_a_file_have_its_digest(void **state)
{
	static const char *const names[] = { "a", "b", "c" };
	cleanup_archive struct archive *a = NULL;
	cleanup_manifest struct manifest m = { 0 };
	char source[] = "/tmp/test_manifest.XXXXXX";
	int fd = mkstemp(source);
	const uint8_t *image;
	struct reason why = { "" };
	size_t len;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "abc", 3), 3);
	assert_int_equal(close(fd), 0);
	assert_int_equal(archive_new_in_memory(0, &a), 0);
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	assert_int_equal(archive_add_bytes(a, "0", "x", 1, ARCHIVE_FILE_ATTR), 0);
	assert_int_equal(archive_add_linked_file(a, names, 3, source, ARCHIVE_FILE_ATTR),
			 0);
	assert_int_equal(archive_finish(a), 0);
	assert_int_equal(unlink(source), 0);
	image = archive_bytes(a, &len);
	assert_int_equal(manifest_from_image(image, len, NULL, &m, &why), 0);
	assert_int_equal(m.len, 4);
	for (size_t i = 1; i < 4; i++) {
		assert_int_equal(m.entries[i].size, 3);
		assert_memory_equal(m.entries[i].digest, m.entries[3].digest, 32);
	}
	assert_memory_not_equal(m.entries[0].digest, m.entries[3].digest, 32);
}

static void test_the_shares_of_a_segment_sum_up(void **state)
{
	cleanup_archive struct archive *a = NULL;
	cleanup_report struct report r = { 0 };
	uint64_t stored = 0, grouped = 0;
	const uint8_t *image;
	struct reason why = { "" };
	size_t len;

	(void)state;
	assert_int_equal(archive_new_in_memory(0, &a), 0);
	image = make_image(a, &len);
	assert_int_equal(report_make(image, len, &r, &why), 0);
	assert_int_equal(r.len, 5);
	for (size_t i = 0; i < r.len; i++) {
		if (r.entries[i].entry->segment == 2)
			stored += r.entries[i].stored_bytes;
		if (i > 0)
			assert_true(r.entries[i - 1].stored_bytes >=
				    r.entries[i].stored_bytes);
	}
	assert_int_equal(stored, r.manifest.segments[1].stored_bytes);
	for (size_t i = 0; i < r.groups_len; i++)
		grouped += r.groups[i].stored_bytes;
	/* a raw segment has its trailer and padding besides */
	assert_true(grouped < len && grouped > stored);
	assert_string_equal(r.entries[0].entry->path, "init");
	assert_string_equal(r.entries[0].group, "programs");
}

static void test_a_bill_of_materials_has_each_file_once(void **state)
{
	cleanup_archive struct archive *a = NULL;
	cleanup_buffer struct buffer text = { 0 };
	const struct spdx_facts facts = { .name = "x", .epoch = 86400 };
	const uint8_t *image;
	const char *at;
	struct reason why = { "" };
	size_t len, files = 0;

	(void)state;
	assert_int_equal(archive_new_in_memory(0, &a), 0);
	image = make_image(a, &len);
	assert_int_equal(spdx_write(image, len, &facts, &text, &why), 0);
	assert_int_equal(buffer_append(&text, "", 1), 0);
	for (at = (const char *)text.bytes; (at = strstr(at, "\"fileName\"")); at++)
		files++;
	assert_int_equal(files, 3);
	at = (const char *)text.bytes;
	assert_non_null(strstr(at, "\"created\":\"1970-01-02T00:00:00Z\""));
	assert_non_null(strstr(at, "\"a9993e364706816aba3e25717850c26c9cd0d89d\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_manifest_says_what_is_there_and_why),
		cmocka_unit_test(test_a_manifest_reads_as_it_was_written),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_another_format_is_refused),
		cmocka_unit_test(test_all_names_of_a_file_have_its_digest),
		cmocka_unit_test(test_the_shares_of_a_segment_sum_up),
		cmocka_unit_test(test_a_bill_of_materials_has_each_file_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
