/* SPDX-License-Identifier: MIT */
#include "host/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "pure/failure.h"
#include "sys/io.h"

enum {
	LINE_MAX_BYTES = 4096, /* two paths and the words around them */
	SILENT_MS = 1000,      /* what is over in a second needs no progress */
};

/* Paths and peers' words may hold anything; a terminal must not obey it. */
printf_like(3, 0) static void put(FILE *to, const char *prefix, const char *fmt,
				  va_list args)
{
	char text[LINE_MAX_BYTES], clean[LINE_MAX_BYTES];

	(void)vsnprintf(text, sizeof(text), fmt, args);
	text_sanitize(clean, sizeof(clean), text, strlen(text));
	(void)fprintf(to, "%s%s\n", prefix, clean);
	(void)fflush(to);
}

void say_ok(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put(stdout, "[ok] ", fmt, args);
	va_end(args);
}

void say_lacks(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put(stdout, "[--] ", fmt, args);
	va_end(args);
}

void say_impossible(const char *code, const char *fmt, ...)
{
	char prefix[64];
	va_list args;

	(void)snprintf(prefix, sizeof(prefix), "[--] %s ", code);
	va_start(args, fmt);
	put(stdout, prefix, fmt, args);
	va_end(args);
}

void say_line(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put(stdout, "", fmt, args);
	va_end(args);
}

int say_error(const char *code, const char *fmt, ...)
{
	char prefix[64];
	va_list args;

	(void)snprintf(prefix, sizeof(prefix), "takeover: %s ", code);
	va_start(args, fmt);
	put(stderr, prefix, fmt, args);
	va_end(args);
	return -EIO;
}

int say_failure(const struct failure *why)
{
	(void)say_error(failure_name(why->code), "%s: %s", why->object, why->why);
	return -EIO;
}

void say_progress(struct progress *p, const char *what, uint64_t done_bytes)
{
	char line[PROGRESS_LINE_SIZE];
	uint64_t now_ms = io_now_ms();

	p->done_bytes = done_bytes;
	if (now_ms - p->started_ms < SILENT_MS || !progress_is_due(p, now_ms))
		return;
	progress_line(p, now_ms, line);
	say_line("     %s: %s", what, line);
}

double say_mib(uint64_t bytes)
{
	return (double)bytes / (1 << 20);
}
