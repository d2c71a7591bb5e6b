/* SPDX-License-Identifier: MIT */
#include "step/load_stage_two.h"

#include <string.h>

#include "pure/bzimage.h"
#include "step/load.h"
#include "step/load_segments.h"
#include "sys/kexec_file.h"
#include "sys/memory.h"

static int map(struct memory *ret, int fd, const char *what, struct failure *why)
{
	int r = memory_map_file(ret, fd);

	return r < 0 ? failure_set(why, FAILURE_LOAD_FAILED, what, "%s", strerror(-r))
		     : 0;
}

int load_stage_two_from(int kernel_fd, int initrd_fd, const char *cmdline,
			struct failure *why)
{
	cleanup_verdict struct verdict files = { .kernel = { .bytes = NULL } };
	const struct memory no_state = { .bytes = NULL };
	struct load_image image = {
		.verdict = &files,
		.state = &no_state,
		.cmdline = cmdline,
		.report_fd = -1,
	};
	struct load_obstacle obstacle;
	const struct load_ways ways = load_ways_here(-1, 0);

	if (ways.ways[0] == LOAD_FILE)
		return failure_set(why, FAILURE_LOAD_DENIED, "kexec_load",
				   "cannot work on this machine");
	int r = map(&files.kernel, kernel_fd, "the kernel", why);

	if (r == 0)
		r = map(&files.initrd, initrd_fd, "the initrd", why);
	if (r < 0)
		return r;
	if (bzimage_parse(files.kernel.bytes, files.kernel.len, &image.header) < 0 ||
	    files.kernel.len <= image.header.payload_at)
		return failure_set(why, FAILURE_SOURCE_KERNEL, "the kernel",
				   "is not a 64-bit bzImage");
	/* not fed: what a sealed file holds cannot be given back as it is read */
	if (load_by_segments(&image, false, &obstacle) < 0)
		return failure_set(why, FAILURE_LOAD_FAILED, obstacle.what, "%s",
				   kexec_explain(obstacle.error));
	return 0;
}
