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
#include "pure/json_write.h"
#include "pure/manifest_entry.h"

static struct manifest_texts texts;

static bool read_entry(const char *text, struct manifest_entry *ret)
{
	struct json j = json_over(text, strlen(text));

	manifest_read_entry(&j, &texts, ret);
	return json_end(&j);
}

static void test_an_entry_reads_as_it_was_written(void **state)
{
	const struct manifest_entry e = {
		.path = "a \"b\"\\\xc3\xa9\xff\n",
		.origin = "base.spec:1",
		.packages = "busybox 1.37.0, musl 1.2.5",
		.segment = 3,
		.mode = S_IFREG | 04755,
		.uid = 1,
		.gid = 2,
		.mtime_s = UINT32_MAX,
		.nlink = 2,
		.size = 5,
		.has_digest = true,
		.digest = { 0xab },
	};
	static char text[MANIFEST_ENTRY_MAX];
	struct writer w = writer_over(text, sizeof(text));
	struct manifest_entry r = { 0 };

	(void)state;
	manifest_write_entry(&w, &e);
	assert_true(writer_ok(&w));
	assert_non_null(strstr(text, "\"a \\\"b\\\"\\\\\xc3\xa9\\u00ff\\u000a\""));
	assert_non_null(strstr(text, "\"mode\":\"4755\""));
	assert_true(read_entry(text, &r));
	assert_string_equal(r.path, e.path);
	assert_string_equal(r.origin, e.origin);
	assert_string_equal(r.packages, e.packages);
	assert_null(r.target);
	assert_int_equal(r.segment, 3);
	assert_int_equal(r.mode, e.mode);
	assert_int_equal(r.uid, 1);
	assert_int_equal(r.gid, 2);
	assert_int_equal(r.mtime_s, UINT32_MAX);
	assert_int_equal(r.nlink, 2);
	assert_int_equal(r.size, 5);
	assert_true(r.has_digest);
	assert_memory_equal(r.digest, e.digest, sizeof(e.digest));
}

static void test_each_type_has_the_fields_that_it_needs(void **state)
{
	static const struct {
		struct manifest_entry entry;
		const char *text;
	} cases[] = {
		{ { .path = "d", .segment = 1, .mode = S_IFDIR | 0755, .nlink = 2 },
		  "{\"path\":\"d\",\"segment\":1,\"type\":\"dir\",\"mode\":\"0755\","
		  "\"uid\":0,\"gid\":0,\"mtime\":0}" },
		{ { .path = "l", .segment = 1, .mode = S_IFLNK | 0777, .target = "t" },
		  "{\"path\":\"l\",\"segment\":1,\"type\":\"symlink\",\"mode\":\"0777\","
		  "\"uid\":0,\"gid\":0,\"mtime\":0,\"target\":\"t\"}" },
		{ { .path = "c",
		    .segment = 1,
		    .mode = S_IFCHR,
		    .rdev_major = 5,
		    .rdev_minor = 1 },
		  "{\"path\":\"c\",\"segment\":1,\"type\":\"char\",\"mode\":\"0000\","
		  "\"uid\":0,\"gid\":0,\"mtime\":0,\"major\":5,\"minor\":1}" },
		{ { .path = "x", .segment = 1 },
		  "{\"path\":\"x\",\"segment\":1,\"type\":\"unknown\",\"mode\":\"0000\","
		  "\"uid\":0,\"gid\":0,\"mtime\":0}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		static char text[MANIFEST_ENTRY_MAX];
		struct writer w = writer_over(text, sizeof(text));
		struct manifest_entry r = { 0 };

		manifest_write_entry(&w, &cases[i].entry);
		assert_string_equal(text, cases[i].text);
		assert_true(read_entry(text, &r));
		assert_int_equal(r.mode, cases[i].entry.mode);
	}
}

static void test_what_is_no_entry_is_refused(void **state)
{
	static const char *const bad[] = {
		"{}",
		"{\"path\":\"a\"}",
		"{\"type\":\"file\"}",
		"{\"path\":1,\"type\":\"file\"}",
		"{\"path\":\"a\",\"type\":\"folder\"}",
		"{\"path\":\"a\",\"type\":\"file\",\"mode\":755}",
		"{\"path\":\"a\",\"type\":\"file\",\"mode\":\"755\"}",
		"{\"path\":\"a\",\"type\":\"file\",\"mode\":\"0858\"}",
		"{\"path\":\"a\",\"type\":\"file\",\"mode\":\"00755\"}",
		"{\"path\":\"a\",\"type\":\"file\",\"size\":4294967296}",
		"{\"path\":\"a\",\"type\":\"file\",\"size\":-1}",
		"{\"path\":\"a\",\"type\":\"file\",\"sha256\":\"ab\"}",
		"[]",
	};
	struct manifest_entry r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (read_entry(bad[i], &r))
			fail_msg("taken: %s", bad[i]);
	assert_true(read_entry("{\"type\":\"file\",\"later\":[{}],\"path\":\"a\"}", &r));
}

static void test_bytes_that_are_no_utf8_are_escaped(void **state)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "", "\"\"" },
		{ "\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\"" },
		{ "\xe2\x82", "\"\\u00e2\\u0082\"" },
		{ "\xc0\xaf", "\"\\u00c0\\u00af\"" },
		{ "\xed\xa0\x80", "\"\\u00ed\\u00a0\\u0080\"" },
		{ "\xf4\x90\x80\x80", "\"\\u00f4\\u0090\\u0080\\u0080\"" },
		{ "\xf8x", "\"\\u00f8x\"" },
		{ "\x7f\x1f", "\"\\u007f\\u001f\"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[64];
		struct writer w = writer_over(text, sizeof(text));

		json_write_string(&w, cases[i].text);
		assert_string_equal(text, cases[i].json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_entry_reads_as_it_was_written),
		cmocka_unit_test(test_each_type_has_the_fields_that_it_needs),
		cmocka_unit_test(test_what_is_no_entry_is_refused),
		cmocka_unit_test(test_bytes_that_are_no_utf8_are_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
