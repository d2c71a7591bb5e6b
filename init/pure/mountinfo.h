/* SPDX-License-Identifier: MIT */
/* What /proc/self/mountinfo says of disks. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Is a file system of a disk mounted that can be written to?  Told by its superblock, which is
 * what an emergency remount changes; how it is mounted here or there does not matter.
 */
bool mountinfo_has_writable_disk(const char *text, size_t len);
