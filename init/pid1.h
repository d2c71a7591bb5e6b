/* SPDX-License-Identifier: MIT */
/*
 * What PID 1 itself does: fork, poll, reap, count down.  Everything that can block, crash
 * or be fed foreign bytes is a worker, a child with a report pipe and a deadline.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/deadline.h"
#include "step/report.h"

enum {
	PID1_WORKERS_MAX = 8,
};

typedef void worker_main(const void *arg, int report_fd);

struct worker {
	const char *name;
	worker_main *run; /* what it was started with, for pid1_restart() */
	const void *arg;
	pid_t pid;             /* 0: not running */
	int report_fd;         /* -1: closed */
	int status;            /* of the last end, as waitpid(2) has it */
	unsigned int restarts; /* how often it may be started again when it just ends */
};

enum pid1_happened {
	PID1_DEADLINE,
	PID1_REPORT,  /* @worker said something */
	PID1_ENDED,   /* @worker ended, and all that it said was heard */
	PID1_KEY,     /* Enter on console @console */
	PID1_REQUEST, /* from the rescue: @request */
	PID1_REBOOT, /* asked for by a signal, as busybox's reboot and the kernel send it */
	PID1_POWEROFF,
	PID1_STUCK, /* a killed process, @stuck, does not die: it hangs in the kernel */
};

struct pid1_event {
	enum pid1_happened what;
	struct worker *worker;
	struct report report;
	int console;
	int request; /* an enum rescue_request, not checked */
	const char *stuck;
};

/* Block and collect signals.  Returns 0 or -errno. */
must_check int pid1_init(void);

/* Fork @run as @w, which must live as long as it runs.  Returns 0 or -errno. */
must_check int pid1_start(struct worker *w, const char *name, worker_main *run,
			  const void *arg);

/* Start it again as it was started: one of its restarts. */
must_check int pid1_restart(struct worker *w);

/* Kill it and forget it, unless it does not die: then pid1_wait() says so. */
void pid1_stop(struct worker *w);

/*
 * Have a hardware watchdog reset the machine after @seconds in which pid1_wait() does not
 * run: it feeds it, and it runs only towards a deadline.  Nothing happens if there is none,
 * or if this was done before.
 */
void pid1_guard(unsigned int seconds);

/* The watchdog's descriptor is the caller's now; -1 if there is none. */
int pid1_take_guard(void);

/* Wait for the next event; never past @deadline.  With @keys, Enter on a console counts, if
 * nothing else stood on its line and we did not write just now: noise and echoes do not. */
struct pid1_event pid1_wait(struct deadline deadline, bool keys);
