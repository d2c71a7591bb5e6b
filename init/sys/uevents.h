/* SPDX-License-Identifier: MIT */
/* The kernel's announcements of devices (NETLINK_KOBJECT_UEVENT). */
#pragma once

#include <stddef.h>

#include "base/attr.h"

/* Listen.  Returns a non-blocking descriptor that the caller owns, or -errno. */
must_check int uevents_open(void);

/*
 * Take one announcement: its "MODALIAS=" is copied to @ret, or @ret becomes empty if it has
 * none.  Returns 1, 0 if none is waiting, -ENOBUFS if some were lost, or -errno.
 */
must_check int uevents_next(int fd, char *ret, size_t cap);
