/* SPDX-License-Identifier: MIT */
#include "sys/clock.h"

#include <errno.h>
#include <time.h>

int clock_raise_to(int64_t floor_s)
{
	struct timespec now, floor = { .tv_sec = floor_s };

	if (clock_gettime(CLOCK_REALTIME, &now) < 0)
		return -errno;
	if (now.tv_sec >= floor_s)
		return 0;
	return clock_settime(CLOCK_REALTIME, &floor) < 0 ? -errno : 1;
}
