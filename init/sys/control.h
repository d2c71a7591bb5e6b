/* SPDX-License-Identifier: MIT */
/* Requests of one letter, through a datagram socket in the file system that is root's. */
#pragma once

#include "base/attr.h"

/* Make the socket, in place of one that stands there.  Returns 0 or -errno. */
must_check int control_listen(const char *path, int *ret_fd);

/* The next letter, -EAGAIN if there is none, -EBADMSG if it is no request, or -errno. */
must_check int control_receive(int fd);

/* Returns 0 or -errno. */
must_check int control_send(const char *path, char request);
