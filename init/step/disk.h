/* SPDX-License-Identifier: MIT */
/* Files on a disk: found by what stands on it, mounted read-only, and never written to. */
#pragma once

#include "base/attr.h"
#include "pure/failure.h"
#include "pure/url.h"

enum {
	DISK_WORDS_SIZE = 256,
};

/*
 * Open the file that @url, of a disk or of the initrd itself, means.  A disk may take its
 * time to appear; it is seen by this process and its children alone.  Returns a descriptor,
 * or -EIO with @why.
 */
must_check int disk_open(const char *text, const struct url *url, struct failure *why);

/* What there is to say of the disk of @url without waiting for it or mounting it. */
void disk_look(const struct url *url, char ret[static DISK_WORDS_SIZE]);
