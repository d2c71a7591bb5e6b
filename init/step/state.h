/* SPDX-License-Identifier: MIT */
/*
 * What the host handed over and the target gets as well: network, SSH keys, machine-id, in
 * nixos-images' names.  These paths and plain files only, whoever put them there.
 */
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "pure/failure.h"

/*
 * Put the state archive behind the image in the file in memory @initrd_fd, at an offset
 * that the kernel accepts.  Nothing is added if the host left nothing.  Returns 0, or -EIO
 * with @why.
 */
must_check int state_append(int initrd_fd, struct failure *why);
