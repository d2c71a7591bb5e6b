/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "base/writer.h"
#include "pure/nar.h"
#include "test/byte_stream.h"

enum {
	SAMPLE_MAX = 4096,
};

static uint8_t sample[SAMPLE_MAX];
static struct writer made;
static struct members members;
static struct parse_fault fault;

static void add(const char *text)
{
	size_t len = strlen(text);
	uint8_t wire_len[8] = { (uint8_t)len };

	writer_bytes(&made, wire_len, sizeof(wire_len));
	writer_bytes(&made, text, len);
	writer_zeroes(&made, (8 - len % 8) % 8);
}

/* Words with blanks between them; "_" is the empty one. */
static void add_words(const char *words)
{
	char word[64];

	while (*words) {
		size_t len = strcspn(words, " ");

		memcpy(word, words, len);
		word[len] = 0;
		add(strcmp(word, "_") == 0 ? "" : word);
		words += len + (words[len] == ' ');
	}
}

static void begin(void)
{
	made = writer_over(sample, sizeof(sample));
	add("nix-archive-1");
}

/* A folder with a file, a folder with an executable, and a link. */
static void make_tree(void)
{
	begin();
	add_words("( type directory "
		  "entry ( name bzImage node ( type regular contents hello ) ) "
		  "entry ( name lib node ( type directory "
		  "entry ( name run node ( type regular executable _ contents x ) ) ) ) "
		  "entry ( name link node ( type symlink target /nix/store/a ) ) )");
	assert_true(writer_ok(&made));
}

static int list(const char *path, size_t len)
{
	struct bytes b = { sample, len };
	struct stream s = { .read = read_bytes, .context = &b };

	return nar_list(&s, path, &members, &fault);
}

static void test_what_is_asked_for_is_found_where_it_is(void **state)
{
	const struct member *m;

	(void)state;
	make_tree();
	assert_int_equal(list("", made.len), 0);
	assert_int_equal(members.count, 4);
	m = members_find(&members, "bzImage");
	assert_non_null(m);
	assert_int_equal(m->type, MEMBER_FILE);
	assert_int_equal(m->len, 5);
	assert_memory_equal(sample + m->offset, "hello", 5);
	m = members_find(&members, "link");
	assert_non_null(m);
	assert_int_equal(m->type, MEMBER_LINK);
	assert_memory_equal(sample + m->offset, "/nix/store/a", m->len);
	assert_null(members_find(&members, "lib/run"));
	assert_int_equal(list("lib/run", made.len), 0);
	assert_non_null(members_find(&members, "lib/run"));
	assert_null(members_find(&members, "bzImage"));
}

static void test_a_path_may_be_a_file(void **state)
{
	(void)state;
	begin();
	add_words("( type regular executable _ contents script )");
	assert_int_equal(list("", made.len), 0);
	assert_int_equal(members.count, 1);
	assert_int_equal(members.list[0].type, MEMBER_FILE);
	assert_string_equal(members.list[0].path, "");
}

static void test_every_truncation_is_refused(void **state)
{
	(void)state;
	make_tree();
	for (size_t len = 0; len < made.len; len++)
		assert_int_equal(list("lib/run", len), -EBADMSG);
	assert_int_equal(list("lib/run", made.len + 1), -EBADMSG);
}

/* Its digest has held before it is read; it is read as if it had not. */
static void test_no_flipped_bit_leads_outside(void **state)
{
	(void)state;
	make_tree();
	for (size_t bit = 0; bit < made.len * 8; bit++) {
		sample[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (list("", made.len) == 0)
			for (uint32_t i = 0; i < members.count; i++)
				assert_true(member_is_within(&members.list[i], made.len));
		sample[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

static void test_what_nix_never_writes_is_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"( type regular )",
		"( type regular contents x",
		"( type fifo )",
		"( type symlink )",
		"( type symlink target _ )",
		"( type directory entry ( name _ node ( type directory ) ) )",
		"( type directory entry ( name . node ( type directory ) ) )",
		"( type directory entry ( name .. node ( type directory ) ) )",
		"( type directory entry ( name a/b node ( type directory ) ) )",
		"( type directory entry ( name b node ( type directory ) ) "
		"entry ( name a node ( type directory ) ) )",
		"( type directory entry ( name a node ( type directory ) ) "
		"entry ( name a node ( type directory ) ) )",
		"( type directory ) x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		begin();
		add_words(rows[i]);
		if (list("", made.len) != -EBADMSG)
			fail_msg("'%s' is taken", rows[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_asked_for_is_found_where_it_is),
		cmocka_unit_test(test_a_path_may_be_a_file),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_no_flipped_bit_leads_outside),
		cmocka_unit_test(test_what_nix_never_writes_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
