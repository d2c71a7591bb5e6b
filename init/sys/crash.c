/* SPDX-License-Identifier: MIT */
#include "sys/crash.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "base/attr.h"

static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };

static const char *program;
static char number[3];
static char stack[8192]; /* its own: the usual one may be what overflowed */

static void become(int signal_number)
{
	static char name[] = "last-resort";
	static char *const argv[] = { name, number, NULL }, *const envp[] = { NULL };

	number[0] = (char)('0' + signal_number / 10);
	number[1] = (char)('0' + signal_number % 10);
	(void)execve(program, argv, envp);
	_exit(1); /* of PID 1: the kernel panics, and kernel.panic makes that a reboot */
}

void crash_exec(const char *path)
{
	const stack_t own = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = { .sa_handler = become,
				    .sa_flags = SA_ONSTACK | SA_RESETHAND };
	sigset_t set;

	program = path;
	(void)sigaltstack(&own, NULL);
	(void)sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(fatal); i++) {
		(void)sigaction(fatal[i], &action, NULL);
		(void)sigaddset(&set, fatal[i]);
	}
	/* one that is blocked when it comes kills without asking */
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
}
