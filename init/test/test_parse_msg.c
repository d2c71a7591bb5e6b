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

#include "pure/parse_msg.h"

static uint8_t wire[PARSE_ANSWER_MAX + 1];
static struct parse_fault fault;
static struct sums sums, got_sums; /* 18 KiB each: not for the stack */

static void make_sums(uint32_t count)
{
	memset(&sums, 0, sizeof(sums));
	sums.count = count;
	for (uint32_t i = 0; i < count; i++) {
		(void)snprintf(sums.entries[i].name, SUMS_NAME_MAX, "file-%u", i);
		memset(sums.entries[i].digest, (int)i, SUMS_DIGEST_LEN);
	}
}

static const struct kexec_boot boot = {
	.kernel = "bzImage",
	.initrd = "initrd.gz",
	.cmdline = "init=/nix/store/x/init",
};

static void test_answers_survive_the_pipe(void **state)
{
	enum verify_verdict verdict;
	struct kexec_boot got_boot;

	(void)state;
	make_sums(SUMS_ENTRIES_MAX);
	size_t len = parse_msg_encode_sums(&sums, wire);
	assert_int_equal(len, PARSE_ANSWER_MAX);
	assert_int_equal(parse_msg_decode_sums(wire, len, &got_sums, &fault), 0);
	assert_int_equal(got_sums.count, SUMS_ENTRIES_MAX);
	assert_ptr_equal(sums_find(&got_sums, "file-63"), got_sums.entries[63].digest);
	assert_int_equal(got_sums.entries[63].digest[31], 63);

	len = parse_msg_encode_kexec_boot(&boot, wire);
	assert_int_equal(parse_msg_decode_kexec_boot(wire, len, &got_boot, &fault), 0);
	assert_string_equal(got_boot.kernel, boot.kernel);
	assert_string_equal(got_boot.initrd, boot.initrd);
	assert_string_equal(got_boot.cmdline, boot.cmdline);

	len = parse_msg_encode_verdict(VERIFY_INVALID, wire);
	assert_int_equal(parse_msg_decode_verdict(wire, len, &verdict, &fault), 0);
	assert_int_equal(verdict, VERIFY_INVALID);
	len = parse_msg_encode_verdict(VERIFY_VALID, wire);
	assert_int_equal(parse_msg_decode_verdict(wire, len, &verdict, &fault), 0);
	assert_int_equal(verdict, VERIFY_VALID);
}

static void test_a_fault_answers_every_question(void **state)
{
	struct parse_fault told = { .code = PARSE_FAULT_INPUT, .line = 3, .text = "why" };
	enum verify_verdict verdict = VERIFY_INVALID;
	struct kexec_boot got_boot;

	(void)state;
	size_t len = parse_msg_encode_fault(&told, wire);
	assert_int_equal(parse_msg_decode_sums(wire, len, &got_sums, &fault), -ENODATA);
	assert_int_equal(parse_msg_decode_kexec_boot(wire, len, &got_boot, &fault),
			 -ENODATA);
	assert_int_equal(parse_msg_decode_verdict(wire, len, &verdict, &fault), -ENODATA);
	assert_int_equal(fault.code, PARSE_FAULT_INPUT);
	assert_int_equal(fault.line, 3);
	assert_string_equal(fault.text, "why");
	assert_int_equal(verdict, VERIFY_INVALID);

	memset(wire + len - PARSE_FAULT_TEXT_MAX, '\n', PARSE_FAULT_TEXT_MAX);
	assert_int_equal(parse_msg_decode_verdict(wire, len, &verdict, &fault), -ENODATA);
	assert_int_equal(strspn(fault.text, "?"), PARSE_FAULT_TEXT_MAX - 1);
	told.code = 0;
	len = parse_msg_encode_fault(&told, wire);
	assert_int_equal(parse_msg_decode_verdict(wire, len, &verdict, &fault), -EBADMSG);
	told = (struct parse_fault){ .code = PARSE_FAULT_INPUT, .line = 1U << 31 };
	len = parse_msg_encode_fault(&told, wire);
	assert_int_equal(parse_msg_decode_verdict(wire, len, &verdict, &fault), -EBADMSG);
}

static void test_every_other_length_is_refused(void **state)
{
	enum verify_verdict verdict;
	struct kexec_boot got_boot;

	(void)state;
	make_sums(2);
	got_sums.count = 7;
	size_t len = parse_msg_encode_sums(&sums, wire);
	for (size_t cut = 0; cut <= len + 1; cut++)
		if (cut != len)
			assert_int_equal(
				parse_msg_decode_sums(wire, cut, &got_sums, &fault),
				-EBADMSG);
	assert_int_equal(got_sums.count, 7);
	len = parse_msg_encode_kexec_boot(&boot, wire);
	for (size_t cut = 0; cut <= len + 1; cut++)
		if (cut != len)
			assert_int_equal(
				parse_msg_decode_kexec_boot(wire, cut, &got_boot, &fault),
				-EBADMSG);
	len = parse_msg_encode_verdict(VERIFY_VALID, wire);
	for (size_t cut = 0; cut <= len + 1; cut++)
		if (cut != len)
			assert_int_equal(
				parse_msg_decode_verdict(wire, cut, &verdict, &fault),
				-EBADMSG);
}

static void test_an_answer_to_another_question_is_refused(void **state)
{
	enum verify_verdict verdict;
	struct kexec_boot got_boot;

	(void)state;
	make_sums(1);
	size_t len = parse_msg_encode_sums(&sums, wire);
	assert_int_equal(parse_msg_decode_kexec_boot(wire, len, &got_boot, &fault),
			 -EBADMSG);
	assert_int_equal(parse_msg_decode_verdict(wire, len, &verdict, &fault), -EBADMSG);
	wire[0] ^= 1;
	assert_int_equal(parse_msg_decode_sums(wire, len, &sums, &fault), -EBADMSG);
}

static void test_a_verdict_is_one_of_two_values(void **state)
{
	static const uint32_t others[] = { 0, 1, UINT32_MAX, VERIFY_VALID + 1U,
					   2U * VERIFY_VALID };
	enum verify_verdict verdict = VERIFY_INVALID;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		size_t len = parse_msg_encode_verdict(VERIFY_VALID, wire);

		memcpy(wire + PARSE_HEADER_LEN, &others[i], sizeof(others[i]));
		assert_int_equal(parse_msg_decode_verdict(wire, len, &verdict, &fault),
				 -EBADMSG);
	}
	assert_int_equal(verdict, VERIFY_INVALID);
}

static void test_hostile_names_and_counts_are_refused(void **state)
{
	static const char *const names[] = { "",    ".",   "..", "a/b", "/etc/passwd",
					     "a\n", "\xff" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct kexec_boot bad = boot, got_boot;

		make_sums(2);
		(void)snprintf(sums.entries[1].name, SUMS_NAME_MAX, "%s", names[i]);
		size_t len = parse_msg_encode_sums(&sums, wire);
		assert_int_equal(parse_msg_decode_sums(wire, len, &got_sums, &fault),
				 -EBADMSG);
		(void)snprintf(bad.initrd, sizeof(bad.initrd), "%s", names[i]);
		len = parse_msg_encode_kexec_boot(&bad, wire);
		assert_int_equal(
			parse_msg_decode_kexec_boot(wire, len, &got_boot, &fault),
			-EBADMSG);
	}
	make_sums(2);
	memcpy(sums.entries[1].name, sums.entries[0].name, SUMS_NAME_MAX);
	size_t len = parse_msg_encode_sums(&sums, wire);
	assert_int_equal(parse_msg_decode_sums(wire, len, &got_sums, &fault), -EBADMSG);
	memset(sums.entries[1].name, 'a', SUMS_NAME_MAX);
	len = parse_msg_encode_sums(&sums, wire);
	assert_int_equal(parse_msg_decode_sums(wire, len, &got_sums, &fault), -EBADMSG);
	for (uint32_t count = 0; count < 3; count++) {
		uint32_t hostile = count == 0 ? 0 : count == 1 ? 65 : UINT32_MAX;

		make_sums(2);
		len = parse_msg_encode_sums(&sums, wire);
		memcpy(wire + 8, &hostile, sizeof(hostile));
		assert_int_equal(parse_msg_decode_sums(wire, len, &got_sums, &fault),
				 -EBADMSG);
	}
}

static void test_a_hostile_command_line_is_refused(void **state)
{
	struct kexec_boot bad = boot, got;

	(void)state;
	memset(bad.cmdline, 0, sizeof(bad.cmdline));
	size_t len = parse_msg_encode_kexec_boot(&bad, wire);
	assert_int_equal(parse_msg_decode_kexec_boot(wire, len, &got, &fault), -EBADMSG);
	memset(bad.cmdline, 'a', sizeof(bad.cmdline));
	len = parse_msg_encode_kexec_boot(&bad, wire);
	assert_int_equal(parse_msg_decode_kexec_boot(wire, len, &got, &fault), -EBADMSG);
	(void)snprintf(bad.cmdline, sizeof(bad.cmdline), "a\nb");
	len = parse_msg_encode_kexec_boot(&bad, wire);
	assert_int_equal(parse_msg_decode_kexec_boot(wire, len, &got, &fault), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers_survive_the_pipe),
		cmocka_unit_test(test_a_fault_answers_every_question),
		cmocka_unit_test(test_every_other_length_is_refused),
		cmocka_unit_test(test_an_answer_to_another_question_is_refused),
		cmocka_unit_test(test_a_verdict_is_one_of_two_values),
		cmocka_unit_test(test_hostile_names_and_counts_are_refused),
		cmocka_unit_test(test_a_hostile_command_line_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
