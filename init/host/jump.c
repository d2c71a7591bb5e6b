/* SPDX-License-Identifier: MIT */
#include "host/jump.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/deadline.h"
#include "host/say.h"
#include "host/second_thoughts.h"
#include "pure/mountinfo.h"
#include "sys/io.h"
#include "sys/kexec_file.h"
#include "sys/process.h"

enum {
	DELAY_S = 6, /* for the SSH connection to end well; nixos-anywhere expects it */
	LEAVE_S = 1, /* of it, for a terminal's own end */
	READ_ONLY_MS = 10 * 1000,
	SYSTEMD_MS = 5 * 60 * 1000, /* a service has 90 s to stop, some have more */
	MOUNTS_MAX = 1 << 20,
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

/* --- for the disks' and services' sake ------------------------------------------------ */

static bool is_disk_writable(void)
{
	uint8_t *text = NULL;
	size_t len = 0;
	bool is = io_load_file("/proc/self/mountinfo", MOUNTS_MAX, &text, &len) < 0 ||
		  mountinfo_has_writable_disk((const char *)text, len);

	free(text);
	return is;
}

/* What sysrq does no open file can stop, unlike mount(2); the kernel does it behind our back. */
static void make_read_only(void)
{
	struct deadline until = deadline_in(io_now_ms(), READ_ONLY_MS);
	int r = io_write_file("/proc/sysrq-trigger", "u");

	while (r == 0 && is_disk_writable() && !deadline_passed(until, io_now_ms()))
		(void)usleep(100 * 1000);
	if (r < 0)
		say_line("takeover: disks stay writable: sysrq: %s", strerror(-r));
	else
		say_line("takeover: disks are %s", is_disk_writable()
							   ? "not all read-only; going on"
							   : "read-only");
}

/* It starts kexec.target, whose end is the jump: with services stopped, file systems
 * unmounted.  Comes back only if that did not happen. */
static void leave_it_to_systemd(void)
{
	static const char *const places[] = { "/usr/bin/systemctl", "/bin/systemctl",
					      "/run/current-system/sw/bin/systemctl" };
	static const char *const argv[] = { "systemctl", "--ignore-inhibitors", "kexec",
					    NULL };
	int status = 0;
	pid_t child = process_fork();

	if (child == 0) {
		for (size_t i = 0; i < ARRAY_LEN(places); i++) {
			int r = process_exec(places[i], argv, NULL);

			(void)r; /* not there */
		}
		_exit(127);
	}
	int r = child < 0 ? child : process_wait(child, SYSTEMD_MS, &status);

	if (r == 0 && status == 0) {
		/* It was asked, and does it by and by.  When all services are stopped it
		 * tells what is left to end, and waits long for who does not. */
		(void)signal(SIGTERM, SIG_DFL);
		(void)usleep(SYSTEMD_MS * 1000U);
	}
	say_line("takeover: systemd does not do it: jumping from here");
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

static void wait_s(unsigned int s, bool until_second_thoughts)
{
	struct timespec left = { .tv_sec = s };

	while (nanosleep(&left, &left) < 0 && errno == EINTR &&
	       !(until_second_thoughts && second_thoughts_came()))
		;
}

no_return static void jump(const struct jump *how)
{
	ignore_signals();
	(void)setsid();
	(void)chdir("/");
	stdio_to_kernel_log();
	wait_s(DELAY_S, false);
	if (!kexec_is_loaded()) {
		say_line("takeover: unloaded meanwhile, this system stays");
		_exit(0);
	}
	say_line("takeover: leaving this system");
	if (how->by_systemd)
		leave_it_to_systemd();
	if (how->clean)
		make_read_only();
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

/* --- the one that was asked ----------------------------------------------------------- */

/* A script must get its answer at once; a person may change their mind. */
static int wait_for_second_thoughts(void)
{
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
		say_line("Ctrl-C takes it back");
		wait_s(DELAY_S - LEAVE_S, true);
	}
	return second_thoughts_came() ? -ECANCELED : 0;
}

int jump_detached(const struct jump *how)
{
	sync_disks();
	if (second_thoughts_came())
		return -ECANCELED;
	pid_t child = fork();

	if (child < 0)
		return say_error("E-JUMP-FAILED", "fork: %s", strerror(errno));
	if (child == 0)
		jump(how);
	leave_cgroup(child);
	say_line("machine will boot into nixos in %ds...", DELAY_S);
	return wait_for_second_thoughts();
}
