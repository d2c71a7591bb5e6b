/* SPDX-License-Identifier: MIT */
#include "step/load.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "pure/bzimage.h"
#include "pure/target_cmdline.h"
#include "step/state.h"
#include "sys/io.h"
#include "sys/kexec_file.h"
#include "sys/log.h"
#include "sys/memfile.h"

enum {
	CMDLINE_SIZE = 8192,
	MIB_TENTH = (1 << 20) / 10,
};

static int read_header(int kernel_fd, struct bzimage *ret, struct failure *why)
{
	uint8_t head[BZIMAGE_HEADER_BYTES];

	if (pread(kernel_fd, head, sizeof(head), 0) != sizeof(head) ||
	    bzimage_parse(head, sizeof(head), ret) < 0)
		return failure_set(why, FAILURE_SOURCE_KERNEL, "the kernel",
				   "is not a 64-bit bzImage");
	return 0;
}

static int build_cmdline(const struct verdict *v, const char *append, size_t max,
			 char ret[static TARGET_CMDLINE_SIZE], struct failure *why)
{
	char ours[CMDLINE_SIZE];

	if (io_read_file("/proc/cmdline", ours, sizeof(ours)) < 0)
		return failure_set(why, FAILURE_INTERNAL, "/proc/cmdline",
				   "is not readable");
	ours[strcspn(ours, "\n")] = 0;
	return target_cmdline_build(v->cmdline, ours, append, max, ret, why);
}

static bool is_denial(int error)
{
	return error == EPERM || error == EKEYREJECTED || error == ENOKEY ||
	       error == ENODATA || error == EBADMSG || error == ENOPKG;
}

int load_verdict(const struct verdict *v, const char *append, struct failure *why)
{
	char cmdline[TARGET_CMDLINE_SIZE];
	struct bzimage kernel = { 0 };

	if (v->is != VERDICT_HOLDS)
		return failure_set(why, FAILURE_INTERNAL, "load", "there is no verdict");
	int r = read_header(v->kernel_fd, &kernel, why);

	if (r == 0)
		r = build_cmdline(v, append, kernel.cmdline_max, cmdline, why);
	if (r == 0)
		r = state_append(v->initrd_fd, why);
	if (r < 0)
		return r;
	r = memfile_seal(v->initrd_fd);
	if (r < 0)
		return failure_set(why, FAILURE_INTERNAL, "the initrd",
				   "cannot be sealed: %s", strerror(-r));
	log_line("load: kernel %llu.%llu MiB, initrd %llu.%llu MiB, by kexec_file_load",
		 (unsigned long long)(v->kernel_bytes >> 20),
		 (unsigned long long)(v->kernel_bytes % (1 << 20) / MIB_TENTH % 10),
		 (unsigned long long)(v->initrd_bytes >> 20),
		 (unsigned long long)(v->initrd_bytes % (1 << 20) / MIB_TENTH % 10));
	r = kexec_file_load(v->kernel_fd, v->initrd_fd, cmdline);
	if (r < 0)
		return failure_set(
			why, is_denial(-r) ? FAILURE_LOAD_DENIED : FAILURE_LOAD_FAILED,
			"kexec_file_load", "%s", kexec_explain(-r));
	log_line("jump: %s", cmdline);
	return 0;
}
