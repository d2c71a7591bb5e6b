/* SPDX-License-Identifier: MIT */
/*
 * The boot configuration behind an initrd (Documentation/admin-guide/bootconfig.rst), which
 * the kernel cuts off before it unpacks the rest.
 */
#pragma once

#include <stddef.h>

#include "base/attr.h"

/*
 * Find it as get_boot_config_from_initrd() of init/main.c does: @ret_start is where it
 * begins.  Returns 1, 0 if there is none, or -EBADMSG for one with a wrong length or
 * checksum: the kernel leaves that where it is, for the unpacker to stumble over.
 */
must_check int bootconfig_find(const void *image, size_t len, size_t *ret_start);

/* The length of the image without it. */
static inline size_t bootconfig_cut(const void *image, size_t len)
{
	size_t start;

	return bootconfig_find(image, len, &start) == 1 ? start : len;
}
