/* SPDX-License-Identifier: MIT */
/* What PID 1 becomes when it has a bug itself: needs nothing that could be broken by it. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "rescue/role.h"
#include "sys/fd.h"
#include "sys/io.h"

enum {
	READ_S = 10,
	SHUTDOWN_S = 30,
};

static void say(const char *path, const char *text)
{
	cleanup_fd int fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	int r = fd < 0 ? -1 : io_write_all(fd, text, strlen(text));

	(void)r; /* there is nobody left to tell */
}

no_return void last_resort_main(const char *signal_number)
{
	char text[160];

	(void)snprintf(
		text, sizeof(text),
		"\r\ntakeover: E-INTERNAL PID 1 itself died of signal %.2s: no disk was "
		"written; rebooting in %d s\r\n",
		signal_number, READ_S);
	say("/dev/console", text);
	say("/dev/kmsg", text);
	(void)sleep(READ_S);
	/* it may hang in a driver, as any call to hardware */
	if (fork() == 0) {
		(void)reboot(RB_AUTOBOOT);
		_exit(1);
	}
	(void)sleep(SHUTDOWN_S);
	int r = io_write_file("/proc/sysrq-trigger", "b");

	(void)r;
	(void)sleep(SHUTDOWN_S);
	_exit(1);
}
