/* SPDX-License-Identifier: MIT */
/* The three descriptors by which the unprivileged programs know the world. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "pure/fetch_msg.h"
#include "pure/parse_msg.h"

enum {
	CHANNEL_IN = 0,
	CHANNEL_OUT = 1,
	CHANNEL_MESSAGES = 3, /* of fetch and decode */
};

/* Write all of it to the output.  Returns 0 or -errno. */
must_check int channel_write(const void *bytes, size_t len);

/* Read some input.  Returns how much, 0 at its end, or -errno. */
must_check ssize_t channel_read(void *to, size_t cap);

/* Read all input.  Returns its length, -EFBIG if it is longer than @cap, or -errno. */
must_check ssize_t channel_read_all(void *to, size_t cap);

/* Send a message.  Nobody may be listening any more: that is not our failure. */
void channel_send(const struct fetch_msg *msg);

/* Send the last message about a failure that has no bytes or status to tell about. */
void channel_send_failure(enum fetch_result result, const char *text);

/* Answer with a fault that is not about one line. */
void channel_answer_fault(enum parse_fault_code code, const char *text);
