/* SPDX-License-Identifier: MIT */
/* One file, by HTTP, to one who knows its path. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

/* Listen on a free port of all addresses.  Returns 0 or -errno. */
must_check int http_once_listen(int *ret_fd, uint16_t *ret_port);

/*
 * Answer until somebody has asked for @path and got all of @text; others get a 404.
 * Returns 0, -ETIMEDOUT, or -errno.
 */
must_check int http_once_serve(int listen_fd, const char *path, const void *text,
			       size_t len, uint64_t timeout_ms);
