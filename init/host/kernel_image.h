/* SPDX-License-Identifier: MIT */
/*
 * The takeover kernel: by default the running one, as the host's boot loader found it,
 * with its modules and its configuration.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/bzimage.h"
#include "pure/host_kernel.h"

struct kernel_image {
	int fd; /* of the file itself, so that the kernel can check its signature; of a
		 * unified image the kernel in it, in memory */
	uint64_t bytes;
	char path[PATH_MAX];
	char release[HOST_KERNEL_RELEASE_MAX];
	struct bzimage header;
	char modules[PATH_MAX]; /* …/lib/modules/RELEASE, or "" if it has none */
};

#define KERNEL_IMAGE_NONE ((struct kernel_image){ .fd = -1 })

/* Open @path if it is a kernel that kexec takes, or a unified image with one.  Returns 0 or
 * -errno: -ENOEXEC if it is neither, -EBADMSG if it does not say its release.  The caller
 * closes ret->fd. */
must_check int kernel_image_open(const char *path, struct kernel_image *ret);

/*
 * Find the image: @file, or that of the running kernel.  Says what it found, or what is
 * wrong and what would help.  Returns 0 or -ENOENT; the caller closes ret->fd.
 */
must_check int kernel_image_find(const char *file, struct kernel_image *ret);

/* The same for its modules: @dir, or where distributions keep them. */
must_check int kernel_image_find_modules(const char *dir, struct kernel_image *kernel);

/* True if the kernel's configuration is to be had and says "@option=y". */
bool kernel_image_has_option(const struct kernel_image *kernel, const char *option);
