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
#include "pure/minisig.h"

/* Of minisign 0.11. */
#define UNTRUSTED "untrusted comment: signature from minisign\n"
#define SIGNATURE                                                                      \
	"RUQVsoe22FkLiE3DAYodHIvn/cSovFtIAodlShVS5/Zd6DPxydREhkk+oIisgBjGPJrtn4w9gBwW" \
	"6diqgZ124U7A+DxK7NX7swc=\n"
#define TRUSTED "trusted comment: timestamp:1700000000\tfile:SHA256SUMS\thashed\n"
#define GLOBAL                                                                          \
	"fq5XHjNWNqus/j6VuTO6jYXdd9JwgcbtaOndvMX7MDZMOKNrvEwEBjoEey5QBg9z92EXYaRXW3XlA" \
	"Lpk6QDUDA==\n"
#define LEGACY                                                                         \
	"RWQVsoe22FkLiGuWHHZdMIk+EaKTENWN+Egt7zH+RPxsN/xJVhd4/WUkeFTVR/xDxdiMYtIPQyfa" \
	"Ib7BWUY87PMPCaK6SE+KfQE=\n"
#define WHOLE UNTRUSTED SIGNATURE TRUSTED GLOBAL

static struct minisigs sigs;

static int parse(const char *text)
{
	struct parse_fault fault;
	int r = minisig_parse(text, strlen(text), &sigs, &fault);

	if (r < 0 && !fault.text[0])
		fail_msg("a refusal without a reason");
	return r;
}

static void test_a_signature_of_minisign_is_read(void **state)
{
	static const uint8_t id[] = { 0x15, 0xb2, 0x87, 0xb6, 0xd8, 0x59, 0x0b, 0x88 };
	struct minisig_says says;

	(void)state;
	assert_int_equal(parse(WHOLE), 0);
	assert_int_equal(sigs.count, 1);
	assert_memory_equal(sigs.blobs[0].key_id, id, sizeof(id));
	assert_int_equal(sigs.blobs[0].signature[0], 0x4d);
	assert_int_equal(sigs.blobs[0].global[0], 0x7e);
	minisig_comment(sigs.blobs[0].comment, &says);
	assert_true(says.has_timestamp);
	assert_int_equal(says.timestamp, 1700000000);
	assert_string_equal(says.file, "SHA256SUMS");
}

static void test_several_stand_one_behind_the_other(void **state)
{
	(void)state;
	assert_int_equal(parse(WHOLE WHOLE), 0);
	assert_int_equal(sigs.count, 2);
	assert_int_equal(parse(WHOLE "\n" WHOLE "\r\n"), 0);
	assert_int_equal(sigs.count, 2);
	assert_int_equal(parse(WHOLE WHOLE WHOLE WHOLE WHOLE WHOLE WHOLE WHOLE), 0);
	assert_int_equal(parse(WHOLE WHOLE WHOLE WHOLE WHOLE WHOLE WHOLE WHOLE WHOLE),
			 -EBADMSG);
}

static void test_what_is_no_signature_is_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"<html>\n",
		UNTRUSTED,
		UNTRUSTED SIGNATURE,
		UNTRUSTED SIGNATURE TRUSTED,
		UNTRUSTED SIGNATURE GLOBAL TRUSTED,
		SIGNATURE TRUSTED GLOBAL,
		UNTRUSTED LEGACY TRUSTED GLOBAL,
		UNTRUSTED GLOBAL TRUSTED SIGNATURE,
		UNTRUSTED "x" SIGNATURE TRUSTED GLOBAL,
		UNTRUSTED SIGNATURE "trusted comment: \033[2J\n" GLOBAL,
		WHOLE "x\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (parse(rows[i]) != -EBADMSG)
			fail_msg("row %zu", i);
}

static void test_every_truncation_is_refused(void **state)
{
	struct parse_fault fault;

	(void)state;
	/* but for the last line end, which is not needed */
	for (size_t len = 0; len < strlen(WHOLE) - 1; len++)
		assert_int_equal(minisig_parse(WHOLE, len, &sigs, &fault), -EBADMSG);
	assert_int_equal(minisig_parse(WHOLE, strlen(WHOLE) - 1, &sigs, &fault), 0);
}

static void test_comments_say_what_they_say(void **state)
{
	static const struct {
		const char *comment;
		bool has_timestamp;
		const char *file;
	} rows[] = {
		{ "", false, "" },
		{ "timestamp:", false, "" },
		{ "timestamp:1x", false, "" },
		{ "timestamp:-1", false, "" },
		{ "timestamp:1\ttimestamp:x", false, "" },
		{ "my timestamp:1", false, "" },
		{ "file:a\ttimestamp:1", true, "a" },
		{ "hashed\t\t:\tfile:", false, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct minisig_says says;

		minisig_comment(rows[i].comment, &says);
		if (says.has_timestamp != rows[i].has_timestamp ||
		    strcmp(says.file, rows[i].file) != 0)
			fail_msg("<%s>", rows[i].comment);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_signature_of_minisign_is_read),
		cmocka_unit_test(test_several_stand_one_behind_the_other),
		cmocka_unit_test(test_what_is_no_signature_is_refused),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_comments_say_what_they_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
