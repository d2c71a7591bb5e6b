/* SPDX-License-Identifier: MIT */
/*
 * Owning file descriptors.  `cleanup_fd int fd = open(...)` closes when the scope
 * ends; `return take_fd(&fd)` hands the descriptor to the caller instead.  `cleanup_dir
 * DIR *dir = opendir(...)` is the same for a folder that is read.
 */
#pragma once

#include <dirent.h>
#include <unistd.h>

#include "base/attr.h"

static inline void close_fdp(const int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

#define cleanup_fd cleanup_with(close_fdp)

static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

static inline void close_dirp(DIR **dir)
{
	if (*dir)
		(void)closedir(*dir);
}

#define cleanup_dir cleanup_with(close_dirp)
