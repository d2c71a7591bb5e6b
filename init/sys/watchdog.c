/* SPDX-License-Identifier: MIT */
#include "sys/watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/watchdog.h>

#include "sys/io.h"

#define DEVICE "/dev/watchdog0"

const char *watchdog_obstacle(void)
{
	char text[16];

	if (access(DEVICE, F_OK) < 0)
		return "there is no " DEVICE ": is its driver in the initrd?";
	/* else the kernel itself disarms it on the way out */
	if (io_read_file("/sys/module/watchdog/parameters/stop_on_reboot", text,
			 sizeof(text)) <= 0 ||
	    text[0] != '0')
		return "the kernel stops a watchdog when it is left: "
		       "watchdog.stop_on_reboot=0 is not on the command line";
	return NULL;
}

/* musl's ioctl() takes an int, and some of these requests have the highest bit set. */
static int request(int fd, unsigned long what, int *value)
{
	return ioctl(fd, (int)what, value) < 0 ? -errno : 0;
}

int watchdog_arm(unsigned int seconds)
{
	int value = (int)seconds, fd = open(DEVICE, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	int r = request(fd, WDIOC_SETTIMEOUT, &value);

	if (r == 0)
		r = request(fd, WDIOC_KEEPALIVE, &value);
	if (r < 0) {
		watchdog_disarm(fd);
		return r;
	}
	return fd;
}

void watchdog_feed(int fd)
{
	int r = request(fd, WDIOC_KEEPALIVE, &(int){ 0 });

	(void)r; /* then it does its work */
}

void watchdog_disarm(int fd)
{
	/* the letter by which a watchdog knows that its end is meant */
	(void)!write(fd, "V", 1);
	(void)close(fd);
}
