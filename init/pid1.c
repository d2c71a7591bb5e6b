/* SPDX-License-Identifier: MIT */
#include "pid1.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pure/rescue_request.h"
#include "sys/control.h"
#include "sys/crash.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/process.h"
#include "sys/watchdog.h"

enum {
	DYING_MAX = 8,
	STUCK_MS = 30 * 1000, /* SIGKILL takes effect at once, but in the kernel */
	ECHO_MS = 300,        /* within it, what a console sends back is our own text */
	FIRST_WORKER = 2,     /* of what is watched, after signals and requests */
	ENTER_READS_MAX = 64, /* 4 KiB: nobody types that */
	REOPENS_MAX = 10,     /* of a console that hangs up, before it is left alone */
	FEEDINGS = 4, /* in the time of a watchdog: a slow machine may miss some */
};

struct dying {
	const char *name;
	pid_t pid; /* 0: a free slot */
	struct deadline patience;
};

/* There is one PID 1. */
static struct {
	int signal_fd;
	int control_fd; /* -1: the rescue cannot ask for anything */
	struct worker *workers[PID1_WORKERS_MAX];
	struct dying dying[DYING_MAX];
	int reopens[LOG_CONSOLES_MAX];
	int watchdog_fd; /* -1: none */
	int feed_every_ms;
} self = { .signal_fd = -1, .control_fd = -1, .watchdog_fd = -1 };

int pid1_init(void)
{
	sigset_t all;

	(void)sigfillset(&all);
	if (sigprocmask(SIG_SETMASK, &all, NULL) < 0)
		return -errno;
	crash_exec(RESCUE_PROGRAM);
	/* Ctrl-Alt-Del comes as SIGINT instead of resetting the machine without a word */
	(void)reboot(RB_DISABLE_CAD);
	int r = control_listen(RESCUE_CONTROL, &self.control_fd);

	if (r < 0)
		log_line("early: %s: %s", RESCUE_CONTROL, strerror(-r));
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
		if (self.watchdog_fd >= 0)
			(void)close(self.watchdog_fd); /* nobody feeds it but PID 1 */
		run(arg, ends[1]);
		_exit(0);
	}
	(void)close(ends[1]);
	if (pid < 0) {
		(void)close(ends[0]);
		return pid;
	}
	*w = (struct worker){
		.name = name, .run = run, .arg = arg, .pid = pid, .report_fd = ends[0]
	};
	*slot = w;
	return 0;
}

int pid1_restart(struct worker *w)
{
	unsigned int restarts = w->restarts - 1;
	int r = pid1_start(w, w->name, w->run, w->arg);

	w->restarts = restarts;
	return r;
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
	for (size_t i = 0; w->pid > 0 && i < DYING_MAX; i++) {
		if (self.dying[i].pid != 0)
			continue;
		self.dying[i].name = w->name;
		self.dying[i].pid = w->pid;
		self.dying[i].patience = deadline_in(io_now_ms(), STUCK_MS);
		break;
	}
	forget(w);
}

static void reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < DYING_MAX; i++)
			if (self.dying[i].pid == pid)
				self.dying[i].pid = 0;
		for (size_t i = 0; i < PID1_WORKERS_MAX; i++) {
			struct worker *w = self.workers[i];

			if (w && w->pid == pid) {
				w->pid =
					-1; /* ended; its last words may still be in the pipe */
				w->status = status;
			}
		}
	}
}

static bool take_stuck(uint64_t now_ms, struct pid1_event *ret)
{
	for (size_t i = 0; i < DYING_MAX; i++) {
		struct dying *d = &self.dying[i];

		if (!d->pid || !deadline_passed(d->patience, now_ms))
			continue;
		d->patience = DEADLINE_NEVER; /* said once */
		ret->what = PID1_STUCK;
		ret->stuck = d->name;
		return true;
	}
	return false;
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

static bool take_request(struct pid1_event *ret)
{
	int request = control_receive(self.control_fd);

	if (request < 0)
		return false;
	ret->what = PID1_REQUEST;
	ret->request = request;
	return true;
}

/* The next report, or the end, of one worker.  Returns true if there is either. */
static bool take_report(struct worker *w, struct pid1_event *ret)
{
	int r = w->report_fd < 0 ? 0 : report_read(w->report_fd, &ret->report);

	if (r == 1) {
		ret->what = PID1_REPORT;
		ret->worker = w;
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

/* A console that was hung up would wake us for ever. */
static void revive(int console)
{
	if (self.reopens[console]++ < REOPENS_MAX)
		log_console_reopen(console);
}

/* A line end with nothing before it is what a person means by Enter. */
static bool take_enter(int console)
{
	bool quiet = log_quiet_ms() >= ECHO_MS, enter = false, noise = false;
	char bytes[64];

	/* one that never stops to send must not keep us from our deadlines */
	for (int i = 0; i < ENTER_READS_MAX; i++) {
		ssize_t n = io_read(log_console(console), bytes, sizeof(bytes));

		if (n == 0 || n == -EIO)
			revive(console);
		if (n <= 0)
			return enter && !noise && quiet;
		for (ssize_t k = 0; k < n; k++) {
			bool end = bytes[k] == '\r' || bytes[k] == '\n';

			enter |= end;
			noise |= !end;
		}
	}
	return false;
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
	struct pollfd fds[FIRST_WORKER + PID1_WORKERS_MAX + LOG_CONSOLES_MAX];
	int consoles[LOG_CONSOLES_MAX];
	nfds_t count;
	struct worker *workers[PID1_WORKERS_MAX];
	size_t worker_count;
};

static void watch_all(struct watch *w, bool keys)
{
	w->fds[w->count++] = (struct pollfd){ .fd = self.signal_fd, .events = POLLIN };
	w->fds[w->count++] = (struct pollfd){ .fd = self.control_fd, .events = POLLIN };
	for (size_t i = 0; i < PID1_WORKERS_MAX; i++) {
		struct worker *worker = self.workers[i];

		if (!worker || worker->report_fd < 0)
			continue;
		w->workers[w->worker_count++] = worker;
		w->fds[w->count++] =
			(struct pollfd){ .fd = worker->report_fd, .events = POLLIN };
	}
	for (int i = 0; keys && i < LOG_CONSOLES_MAX; i++) {
		if (log_console(i) < 0 || self.reopens[i] > REOPENS_MAX)
			continue;
		w->consoles[w->count - FIRST_WORKER - w->worker_count] = i;
		w->fds[w->count++] =
			(struct pollfd){ .fd = log_console(i), .events = POLLIN };
	}
}

static bool take_any(struct watch *w, struct pid1_event *ret)
{
	nfds_t first_console = FIRST_WORKER + w->worker_count;

	if (w->fds[0].revents && take_signals(ret))
		return true;
	if (w->fds[1].revents && take_request(ret))
		return true;
	for (size_t i = 0; i < w->worker_count; i++)
		if (w->fds[FIRST_WORKER + i].revents && take_report(w->workers[i], ret))
			return true;
	for (nfds_t i = first_console; i < w->count; i++) {
		int console = w->consoles[i - first_console];

		if (!w->fds[i].revents || !take_enter(console))
			continue;
		ret->what = PID1_KEY;
		ret->console = console;
		return true;
	}
	return false;
}

void pid1_guard(unsigned int seconds)
{
	if (self.watchdog_fd >= 0)
		return;
	self.watchdog_fd = watchdog_arm(seconds);
	self.feed_every_ms = (int)seconds * 1000 / FEEDINGS;
	if (self.watchdog_fd >= 0)
		log_line("watchdog: resets this machine after %u s in which PID 1 hangs",
			 seconds);
}

int pid1_take_guard(void)
{
	int fd = self.watchdog_fd;

	self.watchdog_fd = -1;
	return fd;
}

/* How long poll(2) may take; the watchdog is fed now. */
static int patience_ms(struct deadline deadline, uint64_t now_ms)
{
	int ms = deadline_poll_ms(deadline, now_ms);

	if (self.watchdog_fd < 0)
		return ms;
	watchdog_feed(self.watchdog_fd);
	return ms < 0 || ms > self.feed_every_ms ? self.feed_every_ms : ms;
}

struct pid1_event pid1_wait(struct deadline deadline, bool keys)
{
	struct pid1_event event = { .what = PID1_DEADLINE };

	for (;;) {
		struct watch watch = { .count = 0 };
		uint64_t now_ms = io_now_ms();

		reap();
		if (take_ended(&event) || take_stuck(now_ms, &event))
			return event;
		if (deadline_passed(deadline, now_ms))
			return event;
		watch_all(&watch, keys);
		int n = poll(watch.fds, watch.count, patience_ms(deadline, now_ms));

		if (n > 0 && take_any(&watch, &event))
			return event;
	}
}
