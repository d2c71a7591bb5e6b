/* SPDX-License-Identifier: MIT */
/* Load by kexec_file_load(2): the kernel itself places and prepares everything. */
#pragma once

#include "base/attr.h"
#include "step/load_image.h"

/* The image becomes two sealed files in memory; its own memory is given back on the way.
 * Returns 0, or -errno with @ret. */
must_check int load_by_file(const struct load_image *image, struct load_obstacle *ret);

/* Kernel, and initrd with the host's state behind it, into files, which are empty.  The
 * image's memory is given back on the way.  Returns 0 or -errno. */
must_check int load_write_files(const struct load_image *image, int kernel_fd,
				int initrd_fd);
