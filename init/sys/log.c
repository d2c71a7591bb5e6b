/* SPDX-License-Identifier: MIT */
#include "sys/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "sys/io.h"

enum {
	LOG_LINE_MAX =
		3072, /* a target's command line fits; kmsg cuts records on its own */
	CONSOLE_PATH_SIZE = 48,
	LOG_FIFO_MS = 20, /* what a UART of 16 bytes needs for them at 9600 baud */
	LOG_CONSOLE_WAIT_MS =
		200, /* a serial port at 9600 baud moves some 190 bytes in it */
};

#define CONSOLE_FLAGS (O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)

/* Opened by PID 1 before it forks anything; consoles whose driver is a module come later. */
static struct {
	int kmsg;
	struct {
		int fd;
		char path[CONSOLE_PATH_SIZE];
	} consoles[LOG_CONSOLES_MAX];
	int console_count;
	uint64_t written_ms;
	uint64_t started_ms;
	int only_fd; /* 0: kmsg and consoles */
	bool verbose;
} state = { .kmsg = -1 };

/* A line of /proc/consoles: "ttyS0                -W- (EC a  p  )    4:64". */
static void open_console(const char *line)
{
	char name[32], path[CONSOLE_PATH_SIZE];
	const char *flags = strchr(line, '(');

	if (state.console_count == LOG_CONSOLES_MAX || !flags || !strchr(line, 'W') ||
	    sscanf(line, "%31s", name) != 1)
		return;
	if (!memchr(flags, 'E', strcspn(flags, ")")))
		return;
	/* "tty0" is whichever virtual terminal is in front: that is what is wanted */
	(void)snprintf(path, sizeof(path), "/dev/%s", name);
	for (int i = 0; i < state.console_count; i++)
		if (strcmp(state.consoles[i].path, path) == 0)
			return;
	int fd = open(path, CONSOLE_FLAGS);

	if (fd < 0)
		return;
	state.consoles[state.console_count].fd = fd;
	memcpy(state.consoles[state.console_count].path, path, sizeof(path));
	state.console_count++;
}

int log_open(uint64_t started_ms)
{
	state.started_ms = started_ms;
	state.kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	return log_find_consoles();
}

int log_find_consoles(void)
{
	char list[4096];
	ssize_t len = io_read_file("/proc/consoles", list, sizeof(list));

	for (char *line = list; len > 0 && *line;) {
		char *end = strchr(line, '\n');

		if (end)
			*end = 0;
		open_console(line);
		if (!end)
			break;
		line = end + 1;
	}
	return state.console_count > 0 ? 0 : -ENODEV;
}

void log_to(int fd)
{
	state.only_fd = fd;
}

void log_set_verbose(bool verbose)
{
	state.verbose = verbose;
}

static bool has_console(int index)
{
	return index >= 0 && index < state.console_count;
}

int log_console(int index)
{
	return has_console(index) ? state.consoles[index].fd : -1;
}

const char *log_console_path(int index)
{
	return has_console(index) ? state.consoles[index].path : "";
}

void log_console_reopen(int index)
{
	if (!has_console(index))
		return;
	if (state.consoles[index].fd >= 0)
		(void)close(state.consoles[index].fd);
	state.consoles[index].fd = open(state.consoles[index].path, CONSOLE_FLAGS);
}

uint64_t log_quiet_ms(void)
{
	return io_now_ms() - state.written_ms;
}

/* What is still in the drivers' buffers. */
static int unsent_bytes(void)
{
	int sum = 0;

	for (int i = 0; i < state.console_count; i++) {
		int bytes;

		if (ioctl(state.consoles[i].fd, TIOCOUTQ, &bytes) == 0)
			sum += bytes;
	}
	return sum;
}

void log_drain(unsigned int max_ms)
{
	uint64_t until_ms = io_now_ms() + max_ms;

	while (unsent_bytes() > 0 && io_now_ms() < until_ms)
		(void)usleep(LOG_FIFO_MS * 1000);
	(void)usleep(LOG_FIFO_MS * 1000);
}

/* A console that takes no bytes for a while loses the line: nobody may hang on a UART. */
static void console_write(int fd, const char *text, size_t len)
{
	uint64_t until_ms = io_now_ms() + LOG_CONSOLE_WAIT_MS;

	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n > 0) {
			text += n;
			len -= (size_t)n;
			continue;
		}
		struct pollfd p = { .fd = fd, .events = POLLOUT };
		uint64_t now_ms = io_now_ms();

		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return;
		if (now_ms >= until_ms || poll(&p, 1, (int)(until_ms - now_ms)) <= 0)
			return;
	}
}

static void to_consoles(const char *text, size_t len)
{
	for (int i = 0; i < state.console_count; i++)
		if (state.consoles[i].fd >= 0)
			console_write(state.consoles[i].fd, text, len);
	state.written_ms = io_now_ms();
}

static size_t format(char line[static LOG_LINE_MAX], const char *fmt, va_list args)
{
	uint64_t ms = io_now_ms() - state.started_ms;
	int used = snprintf(line, LOG_LINE_MAX - 2, "takeover: %llu.%03llu ",
			    (unsigned long long)(ms / 1000),
			    (unsigned long long)(ms % 1000));
	int n = vsnprintf(line + used, LOG_LINE_MAX - 2 - (size_t)used, fmt, args);
	size_t len = strnlen(line, LOG_LINE_MAX - 3);

	(void)n;
	line[len] = '\r'; /* consoles may be raw */
	line[len + 1] = '\n';
	return len;
}

/* <6>: recorded, but not repeated on the consoles by the kernel (its loglevel is 4). */
static void to_kernel(const char *line, size_t len)
{
	char record[LOG_LINE_MAX + 8];

	if (state.kmsg < 0)
		return;
	int used = snprintf(record, sizeof(record), "<6>%.*s\n", (int)len, line);
	ssize_t n = write(state.kmsg, record, (size_t)used);

	(void)n;
}

static void log_args(bool show, const char *fmt, va_list args)
{
	char line[LOG_LINE_MAX];
	int saved_errno = errno;

	if (state.only_fd > 0) {
		if (show && vsnprintf(line, sizeof(line), fmt, args) > 0)
			(void)dprintf(state.only_fd, "     %s\n", line);
		errno = saved_errno;
		return;
	}
	size_t len = format(line, fmt, args);

	to_kernel(line, len);
	if (show)
		to_consoles(line, len + 2);
	errno = saved_errno;
}

void log_line(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_args(true, fmt, args);
	va_end(args);
}

void log_trace(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_args(state.verbose, fmt, args);
	va_end(args);
}

void log_show(const char *fmt, ...)
{
	char text[LOG_LINE_MAX];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	to_consoles(text, strlen(text));
}
