/* SPDX-License-Identifier: MIT */
/*
 * What the host handed over and the target gets as well: network, SSH keys, machine-id, in
 * nixos-images' names.  These paths and plain files only, whoever put them there.
 */
#pragma once

#include <stdbool.h>

#include "base/attr.h"
#include "pure/failure.h"
#include "sys/memory.h"

/*
 * The state archive, to be put behind the image; of no length if the host left nothing.
 * Returns 0 and memory that the caller owns, or -EIO with @why.
 */
must_check int state_build(struct memory *ret, struct failure *why);

/* Is there anything of a host's in this root? */
bool state_was_handed_over(void);
