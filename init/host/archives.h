/* SPDX-License-Identifier: MIT */
/*
 * Stage two's initrd: base, kernel and state archive one behind the other, in memory and
 * sealed; nothing of it ever lies on the host's disk.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

struct local_image;
struct kernel_image;
struct network_state;
struct options;

struct archives {
	const struct kernel_image *kernel; /* NULL: no stage two, so no modules for it */
	const struct network_state *network; /* NULL: nothing of this host's goes along */
	const struct local_image *image;     /* NULL: stage two fetches it */
	uint64_t target_bytes;               /* of the image, 0: nobody knows yet */
	/* Stage two's command line, if the image takes nothing of @network over: then it is
	 * asked whether anybody would reach it. */
	const char *plain_cmdline;
	bool reads_disk; /* stage two finds it on one */
};

/* Learn what can be known of the image before stage two has it.  @cmdline: stage two's, which
 * lasts as long as @to.  Returns 0, or -EIO after it said why. */
must_check int archives_look_at_target(const struct options *o, const char *cmdline,
				       struct archives *to);

/* Put it together and say what is in it.  The caller closes *ret_fd.  Returns 0, or -EIO
 * after it said why. */
must_check int archives_build(const struct archives *from, int *ret_fd,
			      uint64_t *ret_bytes);
