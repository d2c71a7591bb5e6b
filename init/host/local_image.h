/* SPDX-License-Identifier: MIT */
/*
 * A target image that was copied to the host: a kexec tarball, or a folder with kexec-boot
 * and the kernel and initrd that it names, symlinks and all.  It goes into stage two's
 * initrd, which then needs no network.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/digest_text.h"
#include "pure/kexec_boot.h"

struct archive;
struct options;

#define LOCAL_SUMS    "SHA256SUMS"
#define LOCAL_ARCHIVE "image" /* whatever its name is on this host */

/* What there is of a folder; a tarball is the first of its files. */
enum {
	LOCAL_SCRIPT,
	LOCAL_KERNEL,
	LOCAL_INITRD,
	LOCAL_SIGNATURE, /* for an initrd with keys of its own; not everybody has one */
	LOCAL_FILES,
};

struct local_file {
	char name[SUMS_NAME_MAX]; /* as stage two will know it; "": there is none */
	char path[PATH_MAX];
	uint64_t bytes;
};

struct local_image {
	const char *path;
	bool is_archive;
	struct kexec_boot boot; /* of a folder */
	struct local_file files[LOCAL_FILES];
	char sums[SUMS_FILE_MAX]; /* the folder's SHA256SUMS, or ours if it has none */
	size_t sums_len;
	char sha256[SHA256_HEX_SIZE]; /* of @sums, or of the tarball */
};

/* Find the files of @path and read its kexec-boot.  Returns 0, or -EIO after it said why. */
must_check int local_image_find(const char *path, struct local_image *ret);

/*
 * Read all of them and compare them with the folder's SHA256SUMS.  @pin: the digest that
 * this list, or the tarball, must have, or NULL.  The same return.
 */
must_check int local_image_prove(struct local_image *image, const char *pin);

/* The digest of one file of @bytes, whose progress goes by @name.  Returns 0 or -errno. */
must_check int local_image_digest(const char *path, const char *name, uint64_t bytes,
				  uint8_t ret[static SHA256_BYTES]);

uint64_t local_image_bytes(const struct local_image *image);

/* Where stage two finds it: nixos.url=. */
const char *local_image_url(const struct local_image *image);

/* Add its files to the segment that has begun. */
must_check int local_image_add(const struct local_image *image, struct archive *a);

/*
 * The same in a root of this process's own mount namespace, without a copy: open what is
 * outside, and when that may be hidden, show it below @root.  Return 0 or -errno.
 */
must_check int local_image_open(const struct local_image *image,
				int ret_fds[static LOCAL_FILES]);
must_check int local_image_show(const struct local_image *image,
				const int fds[static LOCAL_FILES], const char *root);

/*
 * All of that for o->image: found, fitting into this machine (with a stage two whose kernel
 * has @kernel_bytes), and proven; and the options as they are then, with its URL and pin.  The
 * caller frees *ret.  Returns 0, or -EIO after it said why.
 */
must_check int local_image_take(const struct options *o, uint64_t kernel_bytes,
				struct local_image **ret, struct options *ret_options);
