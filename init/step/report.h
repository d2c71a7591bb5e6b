/* SPDX-License-Identifier: MIT */
/* What a worker tells PID 1, and `takeover` on the host. */
#pragma once

#include "base/attr.h"
#include "pure/report_msg.h"

/* A report that cannot be delivered is lost on purpose: PID 1 then sees the pipe close. */
void report_progress(int fd);
void report_ready(int fd);
void report_proof(int fd, uint64_t kernel_bytes, uint64_t initrd_bytes, bool is_plain);
void report_failed(int fd, const struct failure *failure);

/* Read one report.  Returns 1, 0 at the end of the pipe, -EAGAIN, or -EBADMSG. */
must_check int report_read(int fd, struct report *ret);
