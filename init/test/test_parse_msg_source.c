/* SPDX-License-Identifier: MIT */
/* A parser that was taken over answers what it likes: nothing of it is believed. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pure/parse_msg_source.h"

enum {
	ARCHIVE_BYTES = 1000,
};

#define NAME "yp5vdihy9m50dkijgs1mxz68vgi260v1-tree"

static uint8_t wire[PARSE_ANSWER_MAX];
static struct parse_fault fault;
static struct members sent, got;

static int send_members(void)
{
	size_t len = parse_msg_encode_body(PARSE_KIND_MEMBERS, &sent, sizeof(sent), wire);

	return parse_msg_decode_members(wire, len, ARCHIVE_BYTES, &got, &fault);
}

static struct member *one_member(void)
{
	sent = (struct members){ .count = 1 };
	sent.list[0] = (struct member){
		.type = MEMBER_FILE, .offset = 10, .len = 20, .path = "kexec/run"
	};
	return &sent.list[0];
}

static void test_members_are_within_their_archive(void **state)
{
	static const struct {
		uint64_t offset, len;
		int want;
	} rows[] = {
		{ 0, ARCHIVE_BYTES, 0 },
		{ ARCHIVE_BYTES, 0, 0 },
		{ ARCHIVE_BYTES - 1, 1, 0 },
		{ ARCHIVE_BYTES, 1, -EBADMSG },
		{ 0, ARCHIVE_BYTES + 1, -EBADMSG },
		{ ARCHIVE_BYTES + 1, 0, -EBADMSG },
		{ 1, UINT64_MAX, -EBADMSG },
		{ UINT64_MAX, 2, -EBADMSG },
		{ UINT64_MAX, UINT64_MAX, -EBADMSG },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct member *m = one_member();

		m->offset = rows[i].offset;
		m->len = rows[i].len;
		if (send_members() != rows[i].want)
			fail_msg("row %zu", i);
	}
}

static void test_members_share_no_byte(void **state)
{
	static const struct {
		uint64_t offset, len;
		int want;
	} rows[] = {
		{ 30, 1, 0 },
		{ 9, 1, 0 },
		{ 15, 0, 0 },
		{ 10, 20, -EBADMSG },
		{ 29, 1, -EBADMSG },
		{ 9, 2, -EBADMSG },
		{ 0, ARCHIVE_BYTES, -EBADMSG },
		{ 12, 3, -EBADMSG },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct member *m = one_member();

		sent.count = 2;
		m[1] = m[0];
		m[1].path[0] = 'x';
		m[1].offset = rows[i].offset;
		m[1].len = rows[i].len;
		if (send_members() != rows[i].want)
			fail_msg("row %zu", i);
	}
}

static void test_members_have_names_and_types_that_can_be(void **state)
{
	(void)state;
	(void)one_member();
	assert_int_equal(send_members(), 0);
	one_member()->type = 0;
	assert_int_equal(send_members(), -EBADMSG);
	one_member()->type = 4;
	assert_int_equal(send_members(), -EBADMSG);
	memcpy(one_member()->path, "../a", 5);
	assert_int_equal(send_members(), -EBADMSG);
	memset(one_member()->path, 'a', MEMBER_PATH_MAX);
	assert_int_equal(send_members(), -EBADMSG);
	(void)one_member();
	sent.count = MEMBERS_MAX + 1;
	assert_int_equal(send_members(), -EBADMSG);
	/* the same name twice could be one thing to this and another to that */
	(void)one_member();
	sent.list[sent.count++] = sent.list[0];
	assert_int_equal(send_members(), -EBADMSG);
}

static struct narinfo info, got_info;

static int send_info(void)
{
	size_t len = parse_msg_encode_body(PARSE_KIND_NARINFO, &info, sizeof(info), wire);

	return parse_msg_decode_narinfo(wire, len, &got_info, &fault);
}

static void reset_info(void)
{
	info = (struct narinfo){ .name = NAME, .url = "nar/x", .nar_size = 1 };
}

static void test_a_narinfo_is_checked_again(void **state)
{
	(void)state;
	reset_info();
	assert_int_equal(send_info(), 0);
	memset(info.name, 'a', sizeof(info.name));
	assert_int_equal(send_info(), -EBADMSG);
	reset_info();
	memset(info.url, 'a', sizeof(info.url));
	assert_int_equal(send_info(), -EBADMSG);
	reset_info();
	info.nar_size = 0;
	assert_int_equal(send_info(), -EBADMSG);
	reset_info();
	info.nar_size = UINT64_MAX;
	assert_int_equal(send_info(), -EBADMSG);
	reset_info();
	info.file_size = UINT64_MAX;
	assert_int_equal(send_info(), -EBADMSG);
	reset_info();
	info.has_file_hash = 2;
	assert_int_equal(send_info(), -EBADMSG);
	reset_info();
	info.reference_count = NARINFO_REFERENCES_MAX + 1;
	assert_int_equal(send_info(), -EBADMSG);
	reset_info();
	info.reference_count = 1;
	memcpy(info.references[0], "../x", 5);
	assert_int_equal(send_info(), -EBADMSG);
	reset_info();
	info.signature_count = NARINFO_SIGNATURES_MAX + 1;
	assert_int_equal(send_info(), -EBADMSG);
	reset_info();
	info.signature_count = 1;
	memset(info.signatures[0].name, 'a', TRUST_NAME_MAX);
	assert_int_equal(send_info(), -EBADMSG);
}

static void test_a_place_is_checked_again(void **state)
{
	struct store_place place = { .name = NAME, .path = "a" }, got_place;
	size_t len = parse_msg_encode_body(PARSE_KIND_STORE_PLACE, &place, sizeof(place),
					   wire);

	(void)state;
	assert_int_equal(parse_msg_decode_place(wire, len, &got_place, &fault), 0);
	assert_string_equal(got_place.path, "a");
	for (size_t less = 0; less < len; less++)
		assert_int_equal(parse_msg_decode_place(wire, less, &got_place, &fault),
				 -EBADMSG);
	memcpy(place.path, "../../etc", 10);
	len = parse_msg_encode_body(PARSE_KIND_STORE_PLACE, &place, sizeof(place), wire);
	assert_int_equal(parse_msg_decode_place(wire, len, &got_place, &fault), -EBADMSG);
}

static void test_an_answer_to_another_question_is_none(void **state)
{
	(void)state;
	reset_info();
	size_t len = parse_msg_encode_body(PARSE_KIND_NARINFO, &info, sizeof(info), wire);

	assert_int_equal(parse_msg_decode_members(wire, len, ARCHIVE_BYTES, &got, &fault),
			 -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members_are_within_their_archive),
		cmocka_unit_test(test_members_share_no_byte),
		cmocka_unit_test(test_members_have_names_and_types_that_can_be),
		cmocka_unit_test(test_a_narinfo_is_checked_again),
		cmocka_unit_test(test_a_place_is_checked_again),
		cmocka_unit_test(test_an_answer_to_another_question_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
