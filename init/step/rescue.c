/* SPDX-License-Identifier: MIT */
#include "step/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "step/paths.h"
#include "sys/log.h"
#include "sys/process.h"

void rescue_show(const char *step, const struct failure *failure, const char *next)
{
	/* no escape codes, 78 columns: this must be readable on any terminal */
	log_show(
		"======================================================================\r\n");
	if (failure->code == FAILURE_NONE)
		log_show("RESCUE, as asked for: %s\r\n", failure->object);
	else
		log_show("FAILED in step %s   %s\r\n"
			 "  what: %s\r\n"
			 "  why:  %s\r\n"
			 "  hint: %s\r\n",
			 step, failure_name(failure->code), failure->object, failure->why,
			 failure_hint(failure->code));
	log_show(
		"  No disk was written.  %s\r\n"
		"======================================================================\r\n",
		next);
}

void rescue_show_countdown(uint64_t left_ms, bool shell)
{
	log_line("rescue: reboot in %llu s%s",
		 (unsigned long long)((left_ms + 999) / 1000),
		 shell ? "; Enter for a shell" : "");
}

/* Make the console ours, or Ctrl-C would not work in the shell.  A worker leads a session
 * of its own already. */
static int take_terminal(const char *path)
{
	int fd = open(path, O_RDWR);

	if (fd < 0 || ioctl(fd, TIOCSCTTY, 1) < 0)
		return -errno;
	for (int i = 0; i < 3; i++)
		if (dup2(fd, i) < 0)
			return -errno;
	if (fd > 2)
		(void)close(fd);
	return 0;
}

no_return void rescue_shell(const void *arg, int report_fd)
{
	static const char *const argv[] = { "sh", "-l", NULL };
	static const char *const envp[] = { "PATH=/bin:/lib/takeover", "HOME=/root",
					    "TERM=linux", "PS1=takeover rescue # ",
					    NULL };
	const int *console = arg;
	const char *path = log_console_path(*console);
	int r = take_terminal(path);

	(void)report_fd;
	if (r < 0)
		log_line("rescue: %s: %s", path, strerror(-r));
	log_show(
		"A shell.  'exit' goes back to the countdown, 'reboot' to the host.\r\n");
	r = process_exec(PATH_BUSYBOX, argv, envp);

	log_line("rescue: %s: %s", PATH_BUSYBOX, strerror(-r));
	_exit(1);
}
