/* SPDX-License-Identifier: MIT */
/*
 * Memory that comes into being as somebody reads it, in order, and goes away behind them
 * (userfaultfd(2)).  What a system call reads through it needs no second copy: each MiB is
 * moved out of @source when it is asked for.
 */
#pragma once

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

typedef void uffd_feed_progress(void *context);

struct uffd_feed {
	uint8_t *region; /* what is to be read: as many bytes as the source has */
	/* below: the feeder's own */
	uint8_t *source;
	size_t len; /* whole pages */
	int fd, stop_fd;
	size_t fed;
	int error;
	uffd_feed_progress *progress; /* called by the feeder after each piece */
	void *context;
	pthread_t thread;
};

/*
 * Begin to feed @len bytes of @source, which starts on a page and ends in zeroes up to one.
 * Returns 0, or -errno if this kernel, or what guards it, has no userfaultfd for us.
 */
must_check int uffd_feed_begin(struct uffd_feed *f, uint8_t *source, size_t len,
			       uffd_feed_progress *progress, void *context);

/*
 * End.  Returns 0, or -errno why the feeder gave up: whoever read then got EFAULT.
 * @ret_fed: how much of the source is gone.
 */
must_check int uffd_feed_end(struct uffd_feed *f, size_t *ret_fed);
