/* SPDX-License-Identifier: MIT */
#include "sys/random.h"

#include <errno.h>
/* NOLINTNEXTLINE(readability-duplicate-include): libc has one of this name, too */
#include <sys/random.h>
#include <time.h>

uint32_t random_u32(void)
{
	uint32_t value;
	struct timespec now = { 0 };

	if (getrandom(&value, sizeof(value), GRND_NONBLOCK) == sizeof(value))
		return value;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint32_t)now.tv_nsec;
}

int random_seed(void *ret, size_t len)
{
	return getrandom(ret, len, GRND_NONBLOCK) == (ssize_t)len ? 0 : -EAGAIN;
}
