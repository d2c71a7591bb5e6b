/* SPDX-License-Identifier: MIT */
#include "host/load.h"

#include <errno.h>

#include "host/kernel_image.h"
#include "host/say.h"
#include "pure/failure.h"
#include "sys/kexec_file.h"

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

int load_stage_two(const struct kernel_image *kernel, int initrd_fd,
		   uint64_t initrd_bytes, const char *cmdline)
{
	say_line("loading kernel %.1f MiB, initrd %.1f MiB", say_mib(kernel->bytes),
		 say_mib(initrd_bytes));
	int r = kexec_file_load(kernel->fd, initrd_fd, cmdline);

	if (r < 0)
		return say_error(failure_name(load_code(-r)), "%s: %s", kernel->path,
				 kexec_explain(-r));
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
