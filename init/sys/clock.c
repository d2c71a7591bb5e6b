/* SPDX-License-Identifier: MIT */
#include "sys/clock.h"

#include <errno.h>
#include <time.h>

void clock_text(int64_t unix_s, char ret[static CLOCK_TEXT_SIZE])
{
	time_t time = unix_s;
	struct tm tm;

	ret[0] = 0;
	if (gmtime_r(&time, &tm) &&
	    strftime(ret, CLOCK_TEXT_SIZE, "%Y-%m-%d %H:%M:%S UTC", &tm) == 0)
		ret[0] = 0;
}

int clock_raise_to(int64_t floor_s)
{
	struct timespec now, floor = { .tv_sec = floor_s };

	if (clock_gettime(CLOCK_REALTIME, &now) < 0)
		return -errno;
	if (now.tv_sec >= floor_s)
		return 0;
	return clock_settime(CLOCK_REALTIME, &floor) < 0 ? -errno : 1;
}
