/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/nar.h"
#include "pure/tar.h"
#include "test/byte_stream.h"

static struct members members;

static int list(const void *bytes, size_t len, const char *nar_path)
{
	struct bytes b = { bytes, len };
	struct stream s = { .read = read_bytes, .context = &b };
	struct parse_fault fault;

	return nar_path ? nar_list(&s, nar_path, &members, &fault)
			: tar_list(&s, &members, &fault);
}

/* --- tar ------------------------------------------------------------------------------- */

struct builder {
	uint8_t bytes[16 * 1024];
	size_t len;
};

static void put_sum(uint8_t *block)
{
	unsigned int sum = 0;

	memset(block + 148, ' ', 8);
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += block[i];
	(void)snprintf((char *)block + 148, 8, "%06o", sum);
}

static uint8_t *add(struct builder *b, const char *name, char type, const char *content)
{
	uint8_t *block = b->bytes + b->len;
	size_t len = strlen(content);

	memset(block, 0, TAR_BLOCK * 2);
	(void)snprintf((char *)block, 100, "%s", name);
	(void)snprintf((char *)block + 124, 12, "%011o", (unsigned int)len);
	block[156] = (uint8_t)type;
	memcpy(block + 257, "ustar\00000", 8);
	put_sum(block);
	memcpy(block + TAR_BLOCK, content, len);
	b->len += len > 0 ? 2 * TAR_BLOCK : TAR_BLOCK;
	memset(b->bytes + b->len, 0, TAR_BLOCK * 2);
	return block;
}

static int list_tar(const struct builder *b)
{
	return list(b->bytes, b->len + (size_t)TAR_BLOCK * 2, NULL);
}

static void test_members_of_a_tar_archive_are_found(void **state)
{
	struct builder b = { .len = 0 };
	const struct member *m;

	(void)state;
	add(&b, "./", '5', "");
	add(&b, "./kexec/", '5', "");
	add(&b, "pax", 'x', "20 mtime=1.5 abcdef\n");
	add(&b, "./kexec/run", '0', "script");
	add(&b, "kexec/link", '2', "");
	add(&b, "a/b/c/deep", '0', "not listed");
	assert_int_equal(list_tar(&b), 0);
	assert_int_equal(members.count, 2);
	m = members_find(&members, "kexec/run");
	assert_non_null(m);
	assert_int_equal(m->type, MEMBER_FILE);
	assert_memory_equal(b.bytes + m->offset, "script", m->len);
	assert_int_equal(members_find(&members, "kexec/link")->type, MEMBER_LINK);
}

static void test_what_is_no_plain_tar_is_refused(void **state)
{
	static const struct {
		const char *name;
		char type;
		const char *content;
	} rows[] = {
		{ "/etc/passwd", '0', "" },     { "../a", '0', "" },
		{ "a/../b", '0', "" },          { "a//b", '0', "" },
		{ "a\033b", '0', "" },          { "long", 'L', "name" },
		{ "sparse", 'S', "" },          { "pax", 'x', "10 path=b\n" },
		{ "pax", 'x', "12 size=77\n" }, { "kexec/run", '0', "twice" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct builder b = { .len = 0 };

		add(&b, "kexec/run", '0', "x");
		assert_int_equal(list_tar(&b), 0);
		add(&b, rows[i].name, rows[i].type, rows[i].content);
		if (list_tar(&b) != -EBADMSG)
			fail_msg("%s", rows[i].name);
	}
	assert_int_equal(list("", 0, NULL), -EBADMSG);
}

static void test_every_truncation_and_flipped_bit_of_a_tar_is_survived(void **state)
{
	struct builder b = { .len = 0 };

	(void)state;
	add(&b, "a/run", '0', "script");
	for (size_t len = 0; len < b.len + TAR_BLOCK; len++)
		assert_int_equal(list(b.bytes, len, NULL), -EBADMSG);
	for (size_t bit = 0; bit < 8 * (size_t)TAR_BLOCK; bit++) {
		b.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		int r = list_tar(&b);

		/* the sum holds against all of them, and may itself be written in several ways */
		if (r != -EBADMSG && (bit / 8 < 148 || bit / 8 > 155))
			fail_msg("bit %zu", bit);
		b.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

/* --- nar ------------------------------------------------------------------------------- */

static void put(struct builder *b, const char *text)
{
	size_t len = strlen(text);

	memset(b->bytes + b->len, 0, 16 + len);
	b->bytes[b->len] = (uint8_t)len;
	memcpy(b->bytes + b->len + 8, text, len);
	b->len += 8 + (len + 7) / 8 * 8;
}

static void put_all(struct builder *b, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put(b, texts[i]);
}

static const char *const tree[] = {
	"nix-archive-1",
	"(",
	"type",
	"directory",
	"entry",
	"(",
	"name",
	"bzImage",
	"node",
	"(",
	"type",
	"regular",
	"contents",
	"hello\n",
	")",
	")",
	"entry",
	"(",
	"name",
	"bin",
	"node",
	"(",
	"type",
	"directory",
	"entry",
	"(",
	"name",
	"run",
	"node",
	"(",
	"type",
	"regular",
	"executable",
	"",
	"contents",
	"x",
	")",
	")",
	")",
	")",
	"entry",
	"(",
	"name",
	"l",
	"node",
	"(",
	"type",
	"symlink",
	"target",
	"/etc/hostname",
	")",
	")",
	")",
};

static void test_members_of_a_nar_are_found(void **state)
{
	static const char *const sorted[] = {
		"nix-archive-1",
		"(",
		"type",
		"directory",
		"entry",
		"(",
		"name",
		"bin",
		"node",
		"(",
		"type",
		"directory",
		"entry",
		"(",
		"name",
		"run",
		"node",
		"(",
		"type",
		"regular",
		"executable",
		"",
		"contents",
		"x",
		")",
		")",
		")",
		")",
		"entry",
		"(",
		"name",
		"bzImage",
		"node",
		"(",
		"type",
		"regular",
		"contents",
		"hello\n",
		")",
		")",
		"entry",
		"(",
		"name",
		"l",
		"node",
		"(",
		"type",
		"symlink",
		"target",
		"/etc/hostname",
		")",
		")",
		")",
	};
	struct builder b = { .len = 0 };
	const struct member *m;

	(void)state;
	put_all(&b, tree, ARRAY_LEN(tree));
	assert_int_equal(list(b.bytes, b.len, ""), -EBADMSG); /* not in order */
	b.len = 0;
	put_all(&b, sorted, ARRAY_LEN(sorted));
	assert_int_equal(list(b.bytes, b.len, ""), 0);
	assert_int_equal(members.count, 4); /* the folder, and what is directly in it */
	m = members_find(&members, "bzImage");
	assert_memory_equal(b.bytes + m->offset, "hello\n", m->len);
	m = members_find(&members, "l");
	assert_int_equal(m->type, MEMBER_LINK);
	assert_memory_equal(b.bytes + m->offset, "/etc/hostname", m->len);
	assert_int_equal(list(b.bytes, b.len, "bin/run"), 0);
	assert_int_equal(members.count, 3);
	assert_memory_equal(b.bytes + members_find(&members, "bin/run")->offset, "x", 1);
	assert_int_equal(list(b.bytes, b.len, "missing"), 0);
	assert_int_equal(members.count, 1);
	for (size_t len = 0; len < b.len; len++)
		assert_int_equal(list(b.bytes, len, ""), -EBADMSG);
	for (size_t bit = 0; bit < 8 * b.len; bit++) {
		b.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		int r = list(b.bytes, b.len, "bin/run");

		for (uint32_t i = 0; r == 0 && i < members.count; i++)
			assert_true(member_is_within(&members.list[i], b.len));
		b.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	put(&b, "more");
	assert_int_equal(list(b.bytes, b.len, ""), -EBADMSG);
}

static void test_names_that_cannot_be_are_refused(void **state)
{
	static const char *const names[] = { "", ".", "..", "a/b" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *const texts[] = { "nix-archive-1",
					      "(",
					      "type",
					      "directory",
					      "entry",
					      "(",
					      "name",
					      names[i],
					      "node",
					      "(",
					      "type",
					      "symlink",
					      "target",
					      "x",
					      ")",
					      ")",
					      ")" };
		struct builder b = { .len = 0 };

		put_all(&b, texts, ARRAY_LEN(texts));
		assert_int_equal(list(b.bytes, b.len, ""), -EBADMSG);
	}
}

static void test_a_single_file_is_the_archive_itself(void **state)
{
	static const char *const texts[] = { "nix-archive-1", "(",     "type", "regular",
					     "contents",      "kexec", ")" };
	struct builder b = { .len = 0 };

	(void)state;
	put_all(&b, texts, ARRAY_LEN(texts));
	assert_int_equal(list(b.bytes, b.len, ""), 0);
	assert_int_equal(members.count, 1);
	assert_string_equal(members.list[0].path, "");
	assert_int_equal(members.list[0].len, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members_of_a_tar_archive_are_found),
		cmocka_unit_test(test_what_is_no_plain_tar_is_refused),
		cmocka_unit_test(
			test_every_truncation_and_flipped_bit_of_a_tar_is_survived),
		cmocka_unit_test(test_members_of_a_nar_are_found),
		cmocka_unit_test(test_names_that_cannot_be_are_refused),
		cmocka_unit_test(test_a_single_file_is_the_archive_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
