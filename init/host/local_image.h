/* SPDX-License-Identifier: MIT */
/*
 * A target image that was copied to the host: a folder with kexec-boot and the kernel and
 * initrd that it names, symlinks and all.  It goes into stage two's initrd, which then
 * needs no network.
 */
#pragma once

#include <limits.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/digest_text.h"
#include "pure/kexec_boot.h"

struct archive;

#define LOCAL_IMAGE_URL "file:///takeover/image"

struct local_image {
	struct kexec_boot boot;
	char script_path[PATH_MAX], kernel_path[PATH_MAX], initrd_path[PATH_MAX];
	uint64_t kernel_bytes, initrd_bytes;
	char sums[SUMS_FILE_MAX]; /* the folder's SHA256SUMS, or ours if it has none */
	size_t sums_len;
	char sha256[SHA256_HEX_SIZE]; /* of @sums */
};

/*
 * Read and check the folder @dir.  @pin: the digest that its SHA256SUMS must have, or
 * NULL.  Returns 0, or -EIO after it said why.
 */
must_check int local_image_open(const char *dir, const char *pin,
				struct local_image *ret);

/* Add its files to the segment that has begun. */
must_check int local_image_add(const struct local_image *image, struct archive *a);
