/* SPDX-License-Identifier: MIT */
/* fork(2), exec, wait and signals, as PID 1 and its workers need them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"

enum {
	SPAWN_FDS_MAX = 4, /* 0, 1, 2 and 3 of the child */
};

/* How to start a program: everything that is not said here is closed, dropped or empty. */
struct spawn {
	const char *path;
	const char *const *argv;
	const char *const *envp; /* NULL: an empty environment */
	int fds[SPAWN_FDS_MAX]; /* what becomes 0..3; -1: /dev/null for 0..2, closed for 3 */
	uint32_t uid, gid;      /* 0: stay root */
	uint64_t caps; /* with @uid: the capabilities that are kept (ambient), as bits */
};

/* Start it.  The child's identity is in effect before its exec.  Returns 0 or -errno; an
 * exec that fails makes the child exit with 127. */
must_check int process_spawn(const struct spawn *how, pid_t *ret);

/* Become another program; a NULL @envp is an empty one.  Returns only on failure, -errno. */
must_check int process_exec(const char *path, const char *const *argv,
			    const char *const *envp);

/* The same with @fd3 as descriptor 3, /dev/null as 0 to 2, and no other. */
must_check int process_become(const char *path, const char *const *argv, int fd3);

/* Fork a worker: returns 0 in the child, its pid in the parent, or -errno.  The child gets
 * default signal handling, a session of its own, and dies with its parent. */
must_check pid_t process_fork(void);

/* Wait for a child: its status as waitpid(2) has it, or -ETIMEDOUT, -errno. */
must_check int process_wait(pid_t pid, uint64_t timeout_ms, int *ret_status);

/* Run @run in a process of its own, which keeps our terminal: what it reads and is told is
 * gone with it.  Deadlines are @run's own; what it returns, from 0 to 125, is the process's
 * exit status.  Returns 0 with its status as waitpid(2) has it, or -errno. */
must_check int process_apart(int (*run)(const void *arg), const void *arg,
			     int *ret_status);

/* SIGKILL to the process group of @pid, and to @pid. */
void process_kill(pid_t pid);

/* "exit status 1", "killed by signal 9 (Killed)". */
void process_describe_status(int status, char *ret, size_t cap);
