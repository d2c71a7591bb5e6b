/* SPDX-License-Identifier: MIT */
#include "host/preflight.h"

#include <string.h>

#include "host/base_archive.h"
#include "host/local_image.h"
#include "host/say.h"
#include "host/stage_two.h"
#include "sys/fd.h"
#include "sys/memfile.h"

int preflight(const char *cmdline, const struct local_image *image, struct proof *ret)
{
	cleanup_fd int fd = memfile_new("base");
	/* a folder's files were read when it was found */
	bool is_whole = image && image->is_archive;
	const struct stage_two how = {
		.job = is_whole ? "fetch" : "prove",
		.cmdline = cmdline,
		.initrd_fd = fd,
		.image = image,
		.is_silent = say_is_json(),
	};
	struct report report = { 0 };

	if (fd < 0)
		return say_error("E-HOST-ARCHIVE", "%s", strerror(-fd));
	int r = base_archive_write(fd, false);

	if (r == 0)
		r = stage_two_run(&how, &report);
	if (r < 0)
		return r;
	if (report.kind == REPORT_FAILED) {
		r = say_failure(&report.failure);
		say_line("stage two would fail like this; --no-preflight goes without "
			 "asking");
		return r;
	}
	ret->target_bytes = report.kernel_bytes + report.initrd_bytes;
	ret->is_plain = report.is_plain;
	if (ret->target_bytes == 0)
		say_lacks("target: only stage two can look at it");
	else if (report.kernel_bytes > 0)
		say_ok("target: %s; kernel %.1f MiB, initrd %.1f MiB",
		       is_whole ? "it is whole" : "the lists hold",
		       say_mib(report.kernel_bytes), say_mib(report.initrd_bytes));
	else /* in a Nix cache it is beside other things, whose size is known */
		say_ok("target: what it should be is proven; initrd %.1f MiB",
		       say_mib(report.initrd_bytes));
	return 0;
}
