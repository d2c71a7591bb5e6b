/* SPDX-License-Identifier: MIT */
#include "host/load.h"

#include <errno.h>
#include <string.h>

#include "host/base_archive.h"
#include "host/kernel_image.h"
#include "host/say.h"
#include "host/stage_two.h"
#include "pure/failure.h"
#include "sys/fd.h"
#include "sys/kexec_file.h"
#include "sys/memfile.h"

/* A policy said no, or something broke: only the second is worth another try. */
static enum failure_code load_code(int error)
{
	switch (error) {
	case EPERM:
	case EACCES:
	case ENODATA:
	case ENOKEY:
	case EKEYREJECTED:
	case ENOPKG:
	case EBADMSG:
		return FAILURE_LOAD_DENIED;
	default:
		return FAILURE_LOAD_FAILED;
	}
}

/* Would kexec_load(2) do what its younger sister cannot?  Not what a policy forbids. */
static bool is_worth_another_way(int error)
{
	return load_code(error) == FAILURE_LOAD_FAILED && !kexec_is_locked_down();
}

/* By stage two's own program, as it will load the target. */
static int load_by_segments_of(const struct kernel_image *kernel, int initrd_fd,
			       const char *cmdline)
{
	cleanup_fd int base_fd = memfile_new("base");
	const struct stage_two how = {
		.job = "load",
		.cmdline = cmdline,
		.initrd_fd = base_fd,
		.files = { kernel->fd, initrd_fd },
		.is_silent = say_is_json(),
	};
	struct report report = { 0 };

	if (base_fd < 0)
		return say_error("E-HOST-ARCHIVE", "%s", strerror(-base_fd));
	int r = base_archive_write(base_fd, false);

	if (r == 0)
		r = stage_two_run(&how, &report);
	if (r == 0 && report.kind == REPORT_FAILED)
		r = say_failure(&report.failure);
	return r;
}

int load_stage_two(const struct kernel_image *kernel, int initrd_fd,
		   uint64_t initrd_bytes, const char *cmdline)
{
	say_line("loading kernel %.1f MiB, initrd %.1f MiB", say_mib(kernel->bytes),
		 say_mib(initrd_bytes));
	int r = kexec_file_load(kernel->fd, initrd_fd, cmdline);

	if (r < 0 && is_worth_another_way(-r)) {
		say_line("not by kexec_file_load: %s; trying kexec_load",
			 kexec_explain(-r));
		r = load_by_segments_of(kernel, initrd_fd, cmdline);
		if (r < 0)
			return r;
	} else if (r < 0) {
		return say_error(failure_name(load_code(-r)), "%s: %s", kernel->path,
				 kexec_explain(-r));
	}
	/* asked once more: a jump with nothing loaded fails where nobody looks any more */
	if (!kexec_is_loaded())
		return say_error(failure_name(FAILURE_LOAD_FAILED),
				 "%s: the kernel took it, but says that nothing is "
				 "loaded",
				 kernel->path);
	return 0;
}

int load_forget(void)
{
	int r = kexec_file_unload();

	if (r < 0)
		return say_error(failure_name(FAILURE_LOAD_FAILED), "unload: %s",
				 kexec_explain(-r));
	return 0;
}
