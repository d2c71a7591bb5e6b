/* SPDX-License-Identifier: MIT */
#include "step/report.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "sys/io.h"

_Static_assert(sizeof(struct report) <= PIPE_BUF, "a report is written whole");

static void send_report(int fd, const struct report *report)
{
	int r = io_write_all(fd, report, sizeof(*report));

	(void)r;
}

void report_progress(int fd)
{
	send_report(fd, &(struct report){ .kind = REPORT_PROGRESS });
}

void report_ready(int fd)
{
	send_report(fd, &(struct report){ .kind = REPORT_READY });
}

void report_failed(int fd, const struct failure *failure)
{
	send_report(fd, &(struct report){ .kind = REPORT_FAILED, .failure = *failure });
}

int report_read(int fd, struct report *ret)
{
	struct report got;
	ssize_t n = io_read(fd, &got, sizeof(got));

	if (n <= 0)
		return (int)n;
	/* A worker is ours, but it handled foreign bytes: nothing of it is taken on trust. */
	if (n != sizeof(got) || got.kind < REPORT_PROGRESS || got.kind > REPORT_FAILED ||
	    (unsigned int)got.failure.code >= FAILURE_CODES ||
	    !memchr(got.failure.object, 0, sizeof(got.failure.object)) ||
	    !memchr(got.failure.why, 0, sizeof(got.failure.why)))
		return -EBADMSG;
	*ret = got;
	return 1;
}
