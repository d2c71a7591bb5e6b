/* SPDX-License-Identifier: MIT */
/* The host's disks: shown, mounted read-only, and written to only by a spelled-out answer. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

enum {
	DISKS_PATH_SIZE = 128,
};

struct writer;

/* The list, with what is on each. */
void disks_write(struct writer *to);

/*
 * Mount whatever looks like the root of a Linux system, read-only, below /run/host.  Returns
 * 0 with the folder of the first in @ret, -ENOENT if there is none, or -errno.
 */
must_check int disks_mount_root(char ret[static DISKS_PATH_SIZE]);

/* For the menu: list, mount, and say where it is. */
void disks_menu(void);

/* Asks in so many words, then lets the mounted root be written to. */
void disks_unlock(void);

/* `takeover rescue-chroot`: a shell, or a command, in the host's root. */
int chroot_main(int argc, char **argv);
