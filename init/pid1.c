/* SPDX-License-Identifier: MIT */
#include "pid1.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/io.h"
#include "sys/log.h"
#include "sys/process.h"

enum {
	CONSOLES_MAX = 8,
};

/* There is one PID 1. */
static struct {
	int signal_fd;
	struct worker *workers[PID1_WORKERS_MAX];
} self = { .signal_fd = -1 };

int pid1_init(void)
{
	sigset_t all;

	(void)sigfillset(&all);
	if (sigprocmask(SIG_SETMASK, &all, NULL) < 0)
		return -errno;
	self.signal_fd = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
	return self.signal_fd < 0 ? -errno : 0;
}

static struct worker **slot_of(const struct worker *w)
{
	for (size_t i = 0; i < PID1_WORKERS_MAX; i++)
		if (self.workers[i] == w)
			return &self.workers[i];
	return NULL;
}

int pid1_start(struct worker *w, const char *name, worker_main *run, const void *arg)
{
	struct worker **slot = slot_of(NULL);
	int ends[2];

	if (!slot)
		return -EAGAIN;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid_t pid = process_fork();

	if (pid == 0) {
		(void)close(ends[0]);
		run(arg, ends[1]);
		_exit(0);
	}
	(void)close(ends[1]);
	if (pid < 0) {
		(void)close(ends[0]);
		return pid;
	}
	*w = (struct worker){ .name = name, .pid = pid, .report_fd = ends[0] };
	*slot = w;
	return 0;
}

static void forget(struct worker *w)
{
	struct worker **slot = slot_of(w);

	if (slot)
		*slot = NULL;
	if (w->report_fd >= 0)
		(void)close(w->report_fd);
	w->report_fd = -1;
	w->pid = 0;
}

void pid1_stop(struct worker *w)
{
	if (w->pid == 0)
		return;
	process_kill(
		w->pid); /* reaped as an orphan when it is dead: nobody waits for it */
	forget(w);
}

static void reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < PID1_WORKERS_MAX; i++) {
			struct worker *w = self.workers[i];

			if (w && w->pid == pid) {
				w->pid =
					-1; /* ended; its last words may still be in the pipe */
				w->status = status;
			}
		}
}

/* Returns true if a signal asks for something that only main can do. */
static bool take_signals(struct pid1_event *ret)
{
	struct signalfd_siginfo info;

	while (io_read(self.signal_fd, &info, sizeof(info)) == sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGTERM: /* busybox reboot */
		case SIGINT:  /* Ctrl-Alt-Del */
			ret->what = PID1_REBOOT;
			return true;
		case SIGUSR1: /* busybox halt: without power there is no way back, so ... */
		case SIGUSR2: /* busybox poweroff */
		case SIGPWR:
			ret->what = PID1_POWEROFF;
			return true;
		default:
			break;
		}
	}
	return false;
}

/* The next report, or the end, of one worker.  Returns true if there is either. */
static bool take_report(struct worker *w, struct pid1_event *ret)
{
	int r = w->report_fd < 0 ? 0 : report_read(w->report_fd, &ret->report);

	if (r == 1) {
		*ret = (struct pid1_event){ PID1_REPORT, w, ret->report, -1 };
		return true;
	}
	if (r == -EBADMSG) {
		(void)failure_set(&ret->report.failure, FAILURE_WORKER_DIED, w->name,
				  "sent a malformed report");
		ret->report.kind = REPORT_FAILED;
		ret->worker = w;
		ret->what = PID1_REPORT;
		pid1_stop(w);
		return true;
	}
	if (w->report_fd >= 0 && r != -EAGAIN) {
		(void)close(w->report_fd);
		w->report_fd = -1;
	}
	return false;
}

/* Any key that a person meant: a line end.  Noise of a serial line, NUL and escape
 * sequences are read and dropped. */
static bool take_enter(int fd)
{
	char bytes[64];
	bool enter = false;

	for (;;) {
		ssize_t n = io_read(fd, bytes, sizeof(bytes));

		if (n <= 0)
			return enter;
		for (ssize_t i = 0; i < n; i++)
			enter |= bytes[i] == '\r' || bytes[i] == '\n';
	}
}

static bool take_ended(struct pid1_event *ret)
{
	for (size_t i = 0; i < PID1_WORKERS_MAX; i++) {
		struct worker *w = self.workers[i];

		if (!w || w->pid != -1 || w->report_fd >= 0)
			continue;
		forget(w);
		ret->what = PID1_ENDED;
		ret->worker = w;
		return true;
	}
	return false;
}

struct watch {
	struct pollfd fds[1 + PID1_WORKERS_MAX + CONSOLES_MAX];
	nfds_t count;
	struct worker *workers[PID1_WORKERS_MAX];
	size_t worker_count;
};

static void watch_all(struct watch *w, bool keys)
{
	w->fds[w->count++] = (struct pollfd){ .fd = self.signal_fd, .events = POLLIN };
	for (size_t i = 0; i < PID1_WORKERS_MAX; i++) {
		struct worker *worker = self.workers[i];

		if (!worker || worker->report_fd < 0)
			continue;
		w->workers[w->worker_count++] = worker;
		w->fds[w->count++] =
			(struct pollfd){ .fd = worker->report_fd, .events = POLLIN };
	}
	for (int i = 0; keys && i < CONSOLES_MAX && log_console(i) >= 0; i++)
		w->fds[w->count++] =
			(struct pollfd){ .fd = log_console(i), .events = POLLIN };
}

static bool take_any(struct watch *w, struct pid1_event *ret)
{
	nfds_t first_console = 1 + w->worker_count;

	if (w->fds[0].revents && take_signals(ret))
		return true;
	for (size_t i = 0; i < w->worker_count; i++)
		if (w->fds[1 + i].revents && take_report(w->workers[i], ret))
			return true;
	for (nfds_t i = first_console; i < w->count; i++) {
		if (!w->fds[i].revents || !take_enter(w->fds[i].fd))
			continue;
		ret->what = PID1_KEY;
		ret->console = (int)(i - first_console);
		return true;
	}
	return false;
}

struct pid1_event pid1_wait(struct deadline deadline, bool keys)
{
	struct pid1_event event = { .what = PID1_DEADLINE };

	for (;;) {
		struct watch watch = { .count = 0 };
		uint64_t now_ms = io_now_ms();

		reap();
		if (take_ended(&event))
			return event;
		if (deadline_passed(deadline, now_ms))
			return event;
		watch_all(&watch, keys);
		int n = poll(watch.fds, watch.count, deadline_poll_ms(deadline, now_ms));

		if (n > 0 && take_any(&watch, &event))
			return event;
	}
}
