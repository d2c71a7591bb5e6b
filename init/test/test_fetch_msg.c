/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/fetch_msg.h"

static const struct fetch_msg sample = {
	.kind = FETCH_END,
	.http_status = 404,
	.content_len = -1,
	.is_html = true,
	.result = FETCH_HTTP,
	.curl_code = 22,
	.os_errno = ECONNRESET,
	.verify_code = 20,
	.bytes = 1ULL << 40,
	.text = "The requested URL returned error: 404",
};

static void test_a_message_survives_the_pipe(void **state)
{
	uint8_t wire[FETCH_MSG_LEN];
	struct fetch_msg got;

	(void)state;
	static_assert(FETCH_MSG_LEN <= PIPE_BUF / 8, "one write, never cut");
	fetch_msg_encode(&sample, wire);
	assert_int_equal(fetch_msg_decode(wire, sizeof(wire), &got), 0);
	assert_int_equal(got.kind, sample.kind);
	assert_int_equal(got.http_status, sample.http_status);
	assert_int_equal(got.content_len, sample.content_len);
	assert_int_equal(got.is_html, sample.is_html);
	assert_int_equal(got.result, sample.result);
	assert_int_equal(got.curl_code, sample.curl_code);
	assert_int_equal(got.os_errno, sample.os_errno);
	assert_int_equal(got.verify_code, sample.verify_code);
	assert_int_equal(got.bytes, sample.bytes);
	assert_string_equal(got.text, sample.text);
}

static void test_every_other_length_is_refused(void **state)
{
	uint8_t wire[FETCH_MSG_LEN + 1] = { 0 };
	struct fetch_msg got = { .bytes = 7 };

	(void)state;
	fetch_msg_encode(&sample, wire);
	for (size_t len = 0; len < FETCH_MSG_LEN; len++)
		assert_int_equal(fetch_msg_decode(wire, len, &got), -EBADMSG);
	assert_int_equal(fetch_msg_decode(wire, sizeof(wire), &got), -EBADMSG);
	assert_int_equal(got.bytes, 7);
}

static void test_fields_out_of_range_are_refused(void **state)
{
	static const struct fetch_msg rows[] = {
		{ .kind = 0 },
		{ .kind = 3 },
		{ .kind = FETCH_END, .result = FETCH_RESULTS },
		{ .kind = FETCH_META, .http_status = 1000 },
		{ .kind = FETCH_META, .content_len = -2 },
		{ .kind = FETCH_META, .content_len = INT64_MIN },
		{ .kind = FETCH_END, .curl_code = 256 },
		{ .kind = FETCH_END, .os_errno = 4096 },
		{ .kind = FETCH_END, .verify_code = UINT_MAX },
		{ .kind = FETCH_END, .bytes = UINT64_MAX },
	};
	uint8_t wire[FETCH_MSG_LEN];
	struct fetch_msg got;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		fetch_msg_encode(&rows[i], wire);
		assert_int_equal(fetch_msg_decode(wire, sizeof(wire), &got), -EBADMSG);
	}
	memset(wire, 0, sizeof(wire));
	assert_int_equal(fetch_msg_decode(wire, sizeof(wire), &got), -EBADMSG);
	memset(wire, 0xff, sizeof(wire));
	assert_int_equal(fetch_msg_decode(wire, sizeof(wire), &got), -EBADMSG);
}

static void test_hostile_text_becomes_printable_and_ends(void **state)
{
	uint8_t wire[FETCH_MSG_LEN];
	struct fetch_msg got;

	(void)state;
	fetch_msg_encode(&sample, wire);
	memset(wire + FETCH_MSG_LEN - FETCH_TEXT_MAX, 0x1b, FETCH_TEXT_MAX);
	assert_int_equal(fetch_msg_decode(wire, sizeof(wire), &got), 0);
	assert_int_equal(strlen(got.text), FETCH_TEXT_MAX - 1);
	assert_int_equal(strspn(got.text, "?"), FETCH_TEXT_MAX - 1);
}

static void test_every_result_has_its_code(void **state)
{
	(void)state;
	assert_int_equal(fetch_result_failure(FETCH_OK), FAILURE_NONE);
	for (enum fetch_result r = FETCH_RESOLVE; r < FETCH_RESULTS; r++)
		assert_int_not_equal(fetch_result_failure(r), FAILURE_NONE);
	assert_int_equal(fetch_result_failure(FETCH_TLS), FAILURE_FETCH_TLS);
	assert_int_equal(fetch_result_failure(FETCH_RESULTS), FAILURE_FETCH_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_message_survives_the_pipe),
		cmocka_unit_test(test_every_other_length_is_refused),
		cmocka_unit_test(test_fields_out_of_range_are_refused),
		cmocka_unit_test(test_hostile_text_becomes_printable_and_ends),
		cmocka_unit_test(test_every_result_has_its_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
