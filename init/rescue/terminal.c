/* SPDX-License-Identifier: MIT */
#include "rescue/terminal.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "pure/rescue_request.h"
#include "sys/control.h"
#include "sys/io.h"
#include "sys/process.h"

enum {
	LOOK_MS = 500, /* how soon the end of a program is seen */
};

static struct {
	uint64_t idle_ms, held_ms;
} self = { .idle_ms = RESCUE_IDLE_S * 1000ULL };

void terminal_init(unsigned int idle_s)
{
	self.idle_ms = idle_s * 1000ULL;
}

/* Without PID 1 to hear it, as in a login by SSH before a failure, there is no countdown. */
void terminal_hold(void)
{
	uint64_t now_ms = io_now_ms();

	if (self.held_ms != 0 && now_ms - self.held_ms < RESCUE_HOLD_EVERY_MS)
		return;
	int r = control_send(RESCUE_CONTROL, RESCUE_HOLD);

	(void)r;
	self.held_ms = now_ms;
}

static void set_terminal(bool echo)
{
	struct termios t;

	if (tcgetattr(STDIN_FILENO, &t) < 0)
		return; /* a pipe */
	t.c_iflag |= ICRNL | IXON;
	t.c_oflag |= OPOST | ONLCR;
	t.c_lflag |= ICANON | ISIG | ECHOE | ECHOK;
	t.c_lflag = echo ? t.c_lflag | ECHO : t.c_lflag & ~(tcflag_t)ECHO;
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &t);
}

/* In place: what a line editor would have acted on is no part of an answer. */
static void clean(char *line)
{
	char *to = line;

	for (const char *c = line; *c; c++) {
		if (c[0] == '\033' && (c[1] == '[' || c[1] == 'O')) {
			c++;
			while (c[1] && !(c[1] >= '@' && c[1] <= '~'))
				c++;
			if (c[1])
				c++;
		} else if (*c >= ' ' && *c <= '~') {
			*to++ = *c;
		}
	}
	*to = 0;
}

int terminal_read(char ret[static LINE_SIZE], bool echo)
{
	uint64_t began_ms = io_now_ms();
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	(void)fflush(stdout);
	set_terminal(echo);
	for (;;) {
		if (echo)
			terminal_hold();
		int n = poll(&p, 1,
			     RESCUE_HOLD_EVERY_MS < self.idle_ms ? RESCUE_HOLD_EVERY_MS
								 : (int)self.idle_ms);

		if (n > 0)
			break;
		if (io_now_ms() - began_ms >= self.idle_ms)
			return -ETIMEDOUT;
	}
	ssize_t n = io_read(STDIN_FILENO, ret, LINE_SIZE - 1);

	if (n <= 0)
		return -EIO;
	ret[n] = 0;
	clean(ret);
	return 0;
}

int terminal_ask(const char *question, char ret[static LINE_SIZE])
{
	(void)printf("%s ", question);
	return terminal_read(ret, true);
}

/* A terminal's access time is when it was last read from. */
static uint64_t idle_ms(void)
{
	struct timespec now;
	struct stat st;

	if (fstat(STDIN_FILENO, &st) < 0 || clock_gettime(CLOCK_REALTIME, &now) < 0 ||
	    now.tv_sec <= st.st_atim.tv_sec)
		return 0;
	return (uint64_t)(now.tv_sec - st.st_atim.tv_sec) * 1000;
}

/* The program leads a group of its own in front of the terminal, so that Ctrl-C ends it
 * and not the menu. */
static no_return void run_in_front(const char *path, const char *const *argv,
				   const char *const *envp)
{
	struct sigaction quiet = { .sa_handler = SIG_IGN },
			 usual = { .sa_handler = SIG_DFL };

	(void)setpgid(0, 0);
	(void)sigaction(SIGTTOU, &quiet, NULL);
	(void)tcsetpgrp(STDIN_FILENO, getpid());
	(void)sigaction(SIGTTOU, &usual, NULL);
	int r = process_exec(path, argv, envp);

	(void)printf("%s: %s\n", path, strerror(-r));
	(void)fflush(stdout);
	_exit(127);
}

static void take_back(void)
{
	struct sigaction quiet = { .sa_handler = SIG_IGN }, before;

	(void)sigaction(SIGTTOU, &quiet, &before);
	(void)tcsetpgrp(STDIN_FILENO, getpgrp());
	(void)sigaction(SIGTTOU, &before, NULL);
	set_terminal(true);
}

int terminal_run(const char *path, const char *const *argv, const char *const *envp)
{
	(void)fflush(stdout);
	set_terminal(true);
	uint64_t began_ms = io_now_ms();
	pid_t pid = fork();
	int status, r;

	if (pid < 0)
		return -errno;
	if (pid == 0)
		run_in_front(path, argv, envp);
	for (;;) {
		terminal_hold();
		r = process_wait(pid, LOOK_MS, &status);
		if (r != -ETIMEDOUT)
			break;
		/* what was typed before it began does not count as idle */
		if (idle_ms() >= self.idle_ms && io_now_ms() - began_ms >= self.idle_ms) {
			process_kill(pid);
			if (process_wait(pid, LOOK_MS, &status) < 0)
				(void)printf("It does not die.\n");
			break;
		}
	}
	take_back();
	return r < 0 ? r : status;
}
