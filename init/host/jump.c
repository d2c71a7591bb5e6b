/* SPDX-License-Identifier: MIT */
#include "host/jump.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/attr.h"
#include "host/say.h"
#include "sys/io.h"
#include "sys/kexec_file.h"
#include "sys/process.h"

enum {
	DELAY_S = 6, /* for the SSH connection to end well; nixos-anywhere expects it */
	SYNC_MS = 20 * 1000, /* a disk that answers has written most of it by then */
};

/* --- before anything is announced ---------------------------------------------------- */

static void close_stdio(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		(void)close(fd);
}

/* A file server that is gone holds sync(2) for ever, and not even SIGKILL ends it: so it is
 * a child that may stay behind, with nothing of the SSH session's in its hands. */
static void sync_disks(void)
{
	int status;
	pid_t child = process_fork();

	if (child == 0) {
		close_stdio();
		sync();
		_exit(0);
	}
	int r = child < 0 ? child : process_wait(child, SYNC_MS, &status);

	if (r == -ETIMEDOUT)
		process_kill(child);
	if (r < 0)
		say_lacks("sync: not all file systems are written: %s; going on without",
			  r == -ETIMEDOUT ? "one does not answer" : strerror(-r));
}

/*
 * systemd kills by cgroup, not by session: KillUserProcesses=yes takes all that a login left
 * behind.  The root of the hierarchy belongs to no login.
 */
static void leave_cgroup(pid_t pid)
{
	static const char *const roots[] = {
		"/sys/fs/cgroup/cgroup.procs",         /* version 2 */
		"/sys/fs/cgroup/unified/cgroup.procs", /* both: version 2's half */
		"/sys/fs/cgroup/systemd/cgroup.procs", /* systemd's own of version 1 */
	};
	char number[16];

	(void)snprintf(number, sizeof(number), "%d", pid);
	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		int r = io_write_file(roots[i], number);

		if (r < 0 && r != -ENOENT)
			say_lacks("jump: cannot leave this session's cgroup: %s: %s; do "
				  "not log out yet",
				  roots[i], strerror(-r));
	}
}

/* --- the process that jumps ---------------------------------------------------------- */

/* What may come while the session that started us is taken down. */
static void ignore_signals(void)
{
	static const int signals[] = { SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGPIPE,
				       SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2 };

	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		(void)signal(signals[i], SIG_IGN);
}

static void stdio_to_kernel_log(void)
{
	int null = open("/dev/null", O_RDWR), log = open("/dev/kmsg", O_WRONLY);

	if (log < 0)
		log = null;
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(log, STDOUT_FILENO);
	(void)dup2(log, STDERR_FILENO);
}

static void wait_delay(void)
{
	struct timespec left = { .tv_sec = DELAY_S };

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

no_return static void jump(void)
{
	ignore_signals();
	(void)setsid();
	(void)chdir("/");
	stdio_to_kernel_log();
	wait_delay();
	if (!kexec_is_loaded()) {
		say_line("takeover: unloaded meanwhile, this system stays");
		_exit(0);
	}
	say_line("takeover: leaving this system");
	int r = kexec_jump();

	(void)say_error("E-JUMP-FAILED", "kexec: %s; this system stays", strerror(-r));
	/* systemd would make a kexec of a later, plain reboot */
	r = kexec_file_unload();
	if (r < 0)
		say_line("takeover: still loaded, a reboot may enter it: unload: %s",
			 strerror(-r));
	else
		say_line("takeover: unloaded");
	_exit(1);
}

int jump_detached(void)
{
	sync_disks();
	pid_t child = fork();

	if (child < 0)
		return say_error("E-JUMP-FAILED", "fork: %s", strerror(errno));
	if (child == 0)
		jump();
	leave_cgroup(child);
	say_line("machine will boot into nixos in %ds...", DELAY_S);
	return 0;
}
