/* SPDX-License-Identifier: MIT */
/* The manual's kexec tree behind a URL: SHA256SUMS, kexec-boot, and what that names. */
#pragma once

#include "base/attr.h"
#include "pure/config.h"
#include "pure/failure.h"
#include "pure/load_way.h"
#include "step/verdict.h"

/*
 * Fetch the tree at @base, prove every byte against the pin of @config, and check that this
 * machine's memory suffices for @way before the large files are fetched.  Returns 0 and a verdict
 * that the caller owns, or -EIO with @why.
 */
must_check int source_tree_acquire(const struct config *config, const char *base,
				   enum load_way way, int report_fd, struct verdict *ret,
				   struct failure *why);

/*
 * Prove as much without the large files: the lists against the pin, that they name kernel and
 * initrd, and that the server has them.  @ret_kernel_bytes, @ret_initrd_bytes: 0 if it does
 * not say.  Returns 0, or -EIO with @why.
 */
must_check int source_tree_prove(const struct config *config, const char *base,
				 uint64_t *ret_kernel_bytes, uint64_t *ret_initrd_bytes,
				 struct failure *why);
