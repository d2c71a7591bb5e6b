/* SPDX-License-Identifier: MIT */
#include "fetch/channel.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "sys/io.h"

int channel_write(const void *bytes, size_t len)
{
	return io_write_all(CHANNEL_OUT, bytes, len);
}

ssize_t channel_read(void *to, size_t cap)
{
	return io_read(CHANNEL_IN, to, cap);
}

ssize_t channel_read_all(void *to, size_t cap)
{
	uint8_t *at = to;
	uint8_t beyond;
	size_t len = 0;
	ssize_t n;

	while (len < cap) {
		n = channel_read(at + len, cap - len);
		if (n <= 0)
			return n < 0 ? n : (ssize_t)len;
		len += (size_t)n;
	}
	n = channel_read(&beyond, 1);
	if (n != 0)
		return n < 0 ? n : -EFBIG;
	return (ssize_t)len;
}

void channel_send(const struct fetch_msg *msg)
{
	uint8_t wire[FETCH_MSG_LEN];
	ssize_t n;

	fetch_msg_encode(msg, wire);
	do
		n = write(CHANNEL_MESSAGES, wire, sizeof(wire));
	while (n < 0 && errno == EINTR);
}

void channel_send_failure(enum fetch_result result, const char *text)
{
	struct fetch_msg msg = {
		.kind = FETCH_END,
		.result = result,
		.content_len = -1,
	};

	(void)snprintf(msg.text, sizeof(msg.text), "%s", text);
	channel_send(&msg);
}

void channel_answer_fault(enum parse_fault_code code, const char *text)
{
	static uint8_t answer[PARSE_ANSWER_MAX];
	struct parse_fault fault = { .code = code };

	(void)snprintf(fault.text, sizeof(fault.text), "%s", text);
	(void)!channel_write(answer, parse_msg_encode_fault(&fault, answer));
}
