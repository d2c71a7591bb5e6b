/* SPDX-License-Identifier: MIT */
/*
 * PID 1's side of the rescue, for rescue-*.sh: the real countdown, workers and requests, on
 * the consoles that are named, and no kernel is rebooted.
 * usage: rescue_probe COUNTDOWN_S CONSOLE...
 * RETRY=1 in its environment: nixos.on-failure=retry, and all that is tried fails.
 * Ends with 10 where PID 1 would reboot, 11 where it would power off, 12 where it goes on.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "pid1.h"
#include "recover.h"
#include "step/remember.h"
#include "sys/io.h"
#include "sys/log.h"

#define CONSOLE_FLAGS (O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)

static struct {
	const char *path;
	int fd;
} consoles[LOG_CONSOLES_MAX];
static int count;
static uint64_t written_ms;
static int leaves_with = 10;

/* --- in place of sys/log.c, whose consoles are the machine's --- */

static void to_all(const char *fmt, va_list args, const char *end)
{
	char text[4096];
	int n = vsnprintf(text, sizeof(text) - 2, fmt, args);

	(void)n;
	strcat(text, end);
	for (int i = 0; i < count; i++)
		if (consoles[i].fd >= 0 && write(consoles[i].fd, text, strlen(text)) < 0)
			continue;
	written_ms = io_now_ms();
}

void log_line(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	to_all(fmt, args, "\r\n");
	va_end(args);
}

void log_trace(const char *fmt, ...)
{
	(void)fmt;
}

void log_show(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	to_all(fmt, args, "");
	va_end(args);
}

int log_console(int i)
{
	return i < count ? consoles[i].fd : -1;
}

const char *log_console_path(int i)
{
	return i < count ? consoles[i].path : "";
}

void log_console_reopen(int i)
{
	if (i >= count)
		return;
	(void)close(consoles[i].fd);
	consoles[i].fd = open(consoles[i].path, CONSOLE_FLAGS);
}

uint64_t log_quiet_ms(void)
{
	return io_now_ms() - written_ms;
}

/* --- in place of what would end this machine --- */

int reboot(int how)
{
	(void)how;
	return 0;
}

unsigned int sleep(unsigned int seconds)
{
	(void)seconds;
	_exit(leaves_with);
}

/* It is not asked for, and there is no firmware. */
no_return void remember_failure(const void *arg, int report_fd)
{
	(void)arg;
	(void)report_fd;
	_exit(1);
}

int main(int argc, char **argv)
{
	static struct config config;
	struct failure why;

	if (argc < 3)
		return 2;
	for (int i = 2; i < argc; i++) {
		consoles[count].path = argv[i];
		consoles[count++].fd = open(argv[i], CONSOLE_FLAGS);
	}
	config_init(&config);
	config.rescue_ms = strtoull(argv[1], NULL, 10) * 1000;
	config.returns_to_host = true;
	(void)failure_set(&why, FAILURE_FETCH_CONNECT, "http://10.9.0.1/", "%s",
			  strerror(ECONNREFUSED));
	if (pid1_init() < 0)
		return 1;
	if (getenv("RETRY"))
		config.on_failure = ON_FAILURE_RETRY;
	do
		recover(&config, "fetch", "network", &why);
	while (getenv("RETRY"));
	return 12;
}
