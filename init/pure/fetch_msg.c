/* SPDX-License-Identifier: MIT */
#include "pure/fetch_msg.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/cursor.h"
#include "base/text.h"

/* Integers are in the byte order of the machine: both ends are on it. */
struct wire {
	uint32_t magic;
	uint32_t kind;
	uint32_t result;
	uint32_t http_status;
	uint32_t curl_code;
	uint32_t os_errno;
	uint32_t verify_code;
	uint32_t is_html;
	uint32_t retry_after_s;
	uint32_t zero;
	int64_t content_len;
	uint64_t bytes;
	char text[FETCH_TEXT_MAX];
};

static_assert(sizeof(struct wire) == FETCH_MSG_LEN, "no padding, no surprise");

enum {
	MAGIC = 0x746b6631,
	HTTP_STATUS_MAX = 999,
	CURL_CODE_MAX = 255,
	ERRNO_MAX = 4095,
	VERIFY_CODE_MAX = 255,
	RETRY_AFTER_MAX_S = 24 * 60 * 60,
};

void fetch_msg_encode(const struct fetch_msg *msg, uint8_t ret[FETCH_MSG_LEN])
{
	struct wire wire = {
		.magic = MAGIC,
		.kind = msg->kind,
		.result = msg->result,
		.http_status = msg->http_status,
		.curl_code = msg->curl_code,
		.os_errno = msg->os_errno,
		.verify_code = msg->verify_code,
		.is_html = msg->is_html,
		.retry_after_s = msg->retry_after_s < RETRY_AFTER_MAX_S
					 ? msg->retry_after_s
					 : RETRY_AFTER_MAX_S,
		.content_len = msg->content_len,
		.bytes = msg->bytes,
	};

	text_sanitize(wire.text, sizeof(wire.text), msg->text, sizeof(msg->text));
	memcpy(ret, &wire, sizeof(wire));
}

static bool in_range(const struct wire *wire)
{
	return wire->magic == MAGIC &&
	       (wire->kind == FETCH_META || wire->kind == FETCH_END) &&
	       wire->result < FETCH_RESULTS && wire->http_status <= HTTP_STATUS_MAX &&
	       wire->curl_code <= CURL_CODE_MAX && wire->os_errno <= ERRNO_MAX &&
	       wire->verify_code <= VERIFY_CODE_MAX && wire->is_html <= 1 &&
	       wire->retry_after_s <= RETRY_AFTER_MAX_S && wire->zero == 0 &&
	       wire->content_len >= -1 && wire->bytes <= INT64_MAX;
}

int fetch_msg_decode(const void *bytes, size_t len, struct fetch_msg *ret)
{
	struct cursor c = cursor_over(bytes, len);
	struct wire wire;

	cursor_copy(&c, &wire, sizeof(wire));
	if (!cursor_ok(&c) || c.left > 0 || !in_range(&wire))
		return -EBADMSG;
	*ret = (struct fetch_msg){
		.kind = wire.kind,
		.http_status = wire.http_status,
		.content_len = wire.content_len,
		.is_html = wire.is_html == 1,
		.retry_after_s = wire.retry_after_s,
		.result = wire.result,
		.curl_code = wire.curl_code,
		.os_errno = wire.os_errno,
		.verify_code = wire.verify_code,
		.bytes = wire.bytes,
	};
	text_sanitize(ret->text, sizeof(ret->text), wire.text, sizeof(wire.text));
	return 0;
}

enum failure_code fetch_result_failure(enum fetch_result result)
{
	static const enum failure_code codes[FETCH_RESULTS] = {
		[FETCH_OK] = FAILURE_NONE,
		[FETCH_RESOLVE] = FAILURE_FETCH_RESOLVE,
		[FETCH_CONNECT] = FAILURE_FETCH_CONNECT,
		[FETCH_TIMEOUT] = FAILURE_FETCH_TIMEOUT,
		[FETCH_HTTP] = FAILURE_FETCH_HTTP,
		[FETCH_SHORT] = FAILURE_FETCH_SHORT,
		[FETCH_TOO_LARGE] = FAILURE_FETCH_TOO_LARGE,
		[FETCH_TLS] = FAILURE_FETCH_TLS,
		[FETCH_OTHER] = FAILURE_FETCH_OTHER,
	};

	return result < FETCH_RESULTS ? codes[result] : FAILURE_FETCH_OTHER;
}
