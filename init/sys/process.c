/* SPDX-License-Identifier: MIT */
#include "sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/capability.h>

#include "sys/io.h"

enum {
	EXIT_CANNOT_EXEC = 127, /* as a shell says it */
	FD_PARK = 64,           /* where descriptors wait while 0..3 are laid out */
	FD_MAX = 1024,          /* no process of ours opens more */
	WAIT_STEP_MS = 10,
};

static void default_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < 32; sig++)
		(void)signal(sig, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static int lay_out_fds(const int fds[static SPAWN_FDS_MAX])
{
	int parked[SPAWN_FDS_MAX];

	for (int i = 0; i < SPAWN_FDS_MAX; i++) {
		parked[i] = -1;
		if (fds[i] >= 0)
			parked[i] = fcntl(fds[i], F_DUPFD, FD_PARK);
		else if (i < 3)
			parked[i] = open("/dev/null", O_RDWR);
		if (parked[i] < 0 && (fds[i] >= 0 || i < 3))
			return -errno;
	}
	for (int i = 0; i < SPAWN_FDS_MAX; i++) {
		if (parked[i] < 0)
			(void)close(i);
		else if (dup2(parked[i], i) < 0)
			return -errno;
	}
	/* kernels before 5.9 have no close_range */
	if (syscall(SYS_close_range, SPAWN_FDS_MAX, ~0U, 0) < 0)
		for (int fd = SPAWN_FDS_MAX; fd < FD_MAX; fd++)
			(void)close(fd);
	return 0;
}

/* Become @uid with exactly @caps, which survive the exec as ambient capabilities. */
static int drop_to(uint32_t uid, uint32_t gid, uint64_t caps)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	for (unsigned long cap = 0; cap < 64; cap++)
		if (!(caps >> cap & 1) && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0 &&
		    errno != EINVAL)
			return -errno;
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 || setgroups(0, NULL) < 0 ||
	    setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0)
		return -errno;
	for (int i = 0; i < 2; i++) {
		uint32_t half = (uint32_t)(caps >> 32 * i);

		data[i].effective = data[i].permitted = data[i].inheritable = half;
	}
	if (syscall(SYS_capset, &header, data) < 0)
		return -errno;
	for (unsigned long cap = 0; cap < 64; cap++)
		if (caps >> cap & 1 &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0) < 0)
			return -errno;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

int process_exec(const char *path, const char *const *argv, const char *const *envp)
{
	static const char *const no_environment[] = { NULL };
	/* execve(2) changes nothing of them; its prototype is older than const */
	union {
		const char *const *ours;
		char *const *theirs;
	} args = { .ours = argv }, environment = { .ours = envp ? envp : no_environment };

	(void)execve(path, args.theirs, environment.theirs);
	return -errno;
}

static no_return void spawned_child(const struct spawn *how, pid_t parent)
{
	default_signals();
	(void)setsid();
	if (lay_out_fds(how->fds) < 0 ||
	    (how->uid && drop_to(how->uid, how->gid, how->caps) < 0))
		_exit(EXIT_CANNOT_EXEC);
	/* after the change of identity, which clears it; a program that changes its own
	 * must ask again */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(EXIT_CANNOT_EXEC);
	int r = process_exec(how->path, how->argv, how->envp);

	(void)r; /* the exit status says it */
	_exit(EXIT_CANNOT_EXEC);
}

int process_become(const char *path, const char *const *argv, int fd3)
{
	const int fds[SPAWN_FDS_MAX] = { -1, -1, -1, fd3 };
	int r = lay_out_fds(fds);

	return r < 0 ? r : process_exec(path, argv, NULL);
}

int process_spawn(const struct spawn *how, pid_t *ret)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0)
		spawned_child(how, parent);
	*ret = pid;
	return 0;
}

pid_t process_fork(void)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		default_signals();
		(void)setsid();
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		if (getppid() != parent)
			_exit(EXIT_CANNOT_EXEC);
	}
	return pid;
}

int process_wait(pid_t pid, uint64_t timeout_ms, int *ret_status)
{
	uint64_t until_ms = io_now_ms() + timeout_ms;

	/* Looking again and again needs no pidfd, which kernels before 5.3 do not have. */
	for (;;) {
		pid_t got = waitpid(pid, ret_status, WNOHANG);

		if (got == pid)
			return 0;
		if (got < 0 && errno != EINTR)
			return -errno;
		if (io_now_ms() >= until_ms)
			return -ETIMEDOUT;
		(void)poll(NULL, 0, WAIT_STEP_MS);
	}
}

int process_apart(int (*run)(const void *arg), const void *arg, int *ret_status)
{
	(void)fflush(stdout);
	pid_t parent = getpid(), pid = fork(), got;

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		int r = getppid() == parent ? run(arg) : EXIT_CANNOT_EXEC;

		(void)fflush(stdout);
		_exit(r);
	}
	do
		got = waitpid(pid, ret_status, 0);
	while (got < 0 && errno == EINTR);
	return got == pid ? 0 : -errno;
}

void process_kill(pid_t pid)
{
	if (pid <= 1)
		return;
	(void)kill(-pid, SIGKILL);
	(void)kill(pid, SIGKILL);
}

void process_describe_status(int status, char *ret, size_t cap)
{
	if (WIFSIGNALED(status))
		(void)snprintf(ret, cap, "killed by signal %d (%s)", WTERMSIG(status),
			       strsignal(WTERMSIG(status)));
	else
		(void)snprintf(ret, cap, "exit status %d", WEXITSTATUS(status));
}
