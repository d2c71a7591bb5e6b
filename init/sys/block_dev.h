/* SPDX-License-Identifier: MIT */
/* The block devices of this machine, and the kernel's own write protection of each. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	BLOCK_NAME_SIZE = 64,
};

struct block_dev {
	char name[BLOCK_NAME_SIZE]; /* "sda1" */
	char path[BLOCK_NAME_SIZE + 8];
	uint64_t bytes;
	bool is_removable; /* itself, or the disk that it is a part of */
	bool is_read_only;
};

typedef void block_dev_each(void *context, const struct block_dev *dev);

/* Every device with a medium, in the order of their names; RAM disks are left out.
 * Returns 0 or -errno. */
must_check int block_dev_walk(block_dev_each *each, void *context);

/* Write protection (BLKROSET).  Who lifts it does so until it is set again by the same
 * device.  Returns 0 or -errno. */
must_check int block_dev_unprotect(const struct block_dev *dev);
must_check int block_dev_protect(const struct block_dev *dev);

/* Protect all that are not yet, but for those that are unprotected.  Returns how many. */
int block_dev_protect_all(void);
