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
	const char *dir;
	struct kexec_boot boot;
	char script_path[PATH_MAX], kernel_path[PATH_MAX], initrd_path[PATH_MAX];
	uint64_t kernel_bytes, initrd_bytes;
	char sums[SUMS_FILE_MAX]; /* the folder's SHA256SUMS, or ours if it has none */
	size_t sums_len;
	char sha256[SHA256_HEX_SIZE]; /* of @sums */
};

/* Find the files of the folder @dir and read its kexec-boot.  Returns 0, or -EIO after it
 * said why. */
must_check int local_image_find(const char *dir, struct local_image *ret);

/*
 * Read all of them and compare them with the folder's SHA256SUMS.  @pin: the digest that
 * this list must have, or NULL.  The same return.
 */
must_check int local_image_prove(struct local_image *image, const char *pin);

/* The digest of one file of @bytes, whose progress goes by @name.  Returns 0 or -errno. */
must_check int local_image_digest(const char *path, const char *name, uint64_t bytes,
				  uint8_t ret[static SHA256_BYTES]);

static inline uint64_t local_image_bytes(const struct local_image *image)
{
	return image->kernel_bytes + image->initrd_bytes;
}

/* Add its files to the segment that has begun. */
must_check int local_image_add(const struct local_image *image, struct archive *a);
