/* SPDX-License-Identifier: MIT */
#include "pure/report_msg.h"

#include <string.h>

bool report_msg_is_valid(const struct report *report, size_t len)
{
	return len == sizeof(*report) && report->kind >= REPORT_PROGRESS &&
	       report->kind <= REPORT_FAILED &&
	       (unsigned int)report->failure.code < FAILURE_CODES &&
	       memchr(report->failure.object, 0, sizeof(report->failure.object)) &&
	       memchr(report->failure.why, 0, sizeof(report->failure.why));
}
