/* SPDX-License-Identifier: MIT */
#include "step/report.h"

#include <errno.h>
#include <limits.h>

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

void report_proof(int fd, uint64_t kernel_bytes, uint64_t initrd_bytes, bool is_plain)
{
	send_report(fd, &(struct report){ .kind = REPORT_READY,
					  .kernel_bytes = kernel_bytes,
					  .initrd_bytes = initrd_bytes,
					  .is_plain = is_plain });
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
	if (!report_msg_is_valid(&got, (size_t)n))
		return -EBADMSG;
	*ret = got;
	return 1;
}
