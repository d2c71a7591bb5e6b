/* SPDX-License-Identifier: MIT */
#include "host/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "pure/failure.h"
#include "pure/json_write.h"
#include "sys/io.h"

enum {
	LINE_MAX_BYTES = 4096,           /* two paths and the words around them */
	JSON_MAX_BYTES = 6 * 4096 + 128, /* each byte of it as \u00XX */
	SILENT_MS = 1000,                /* what is over in a second needs no progress */
};

enum said {
	SAID_OK,
	SAID_LACKS,
	SAID_IMPOSSIBLE,
	SAID_ERROR,
};

static struct {
	bool is_json;
	size_t elements;
} state;

/* --- for machines -------------------------------------------------------------------- */

void say_json_begin(void)
{
	state.is_json = true;
	(void)fputs("{\"checks\":[", stdout);
}

bool say_is_json(void)
{
	return state.is_json;
}

void say_json_end(bool possible)
{
	(void)printf("\n],\"possible\":%s}\n", possible ? "true" : "false");
	(void)fflush(stdout);
}

static void put_element(enum said what, const char *code, const char *text)
{
	static char line[JSON_MAX_BYTES]; /* too large for a stack */
	struct writer to = writer_over(line, sizeof(line));

	writer_printf(&to, "%s\n{\"ok\":%s,\"needed\":%s,\"text\":",
		      state.elements++ ? "," : "", what == SAID_OK ? "true" : "false",
		      code ? "true" : "false");
	json_write_string(&to, text);
	if (code) {
		writer_text(&to, ",\"code\":");
		json_write_string(&to, code);
	}
	writer_text(&to, "}");
	(void)fputs(line, stdout);
}

/* --- for people ---------------------------------------------------------------------- */

static void put_line(enum said what, const char *code, const char *text)
{
	static const char *const prefixes[] = {
		[SAID_OK] = "[ok] ",
		[SAID_LACKS] = "[--] ",
		[SAID_IMPOSSIBLE] = "[--] ",
		[SAID_ERROR] = "takeover: ",
	};
	FILE *to = what == SAID_ERROR ? stderr : stdout;

	(void)fprintf(to, "%s%s%s%s\n", prefixes[what], code ? code : "", code ? " " : "",
		      text);
	(void)fflush(to);
}

/* Paths and peers' words may hold anything; a terminal must not obey it. */
printf_like(3, 0) static void put(enum said what, const char *code, const char *fmt,
				  va_list args)
{
	char text[LINE_MAX_BYTES], clean[LINE_MAX_BYTES];

	(void)vsnprintf(text, sizeof(text), fmt, args);
	text_sanitize(clean, sizeof(clean), text, strlen(text));
	if (state.is_json)
		put_element(what, code, clean);
	else
		put_line(what, code, clean);
}

void say_ok(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put(SAID_OK, NULL, fmt, args);
	va_end(args);
}

void say_lacks(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put(SAID_LACKS, NULL, fmt, args);
	va_end(args);
}

void say_impossible(const char *code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put(SAID_IMPOSSIBLE, code, fmt, args);
	va_end(args);
}

void say_line(const char *fmt, ...)
{
	char text[LINE_MAX_BYTES], clean[LINE_MAX_BYTES];
	va_list args;

	if (state.is_json)
		return;
	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	text_sanitize(clean, sizeof(clean), text, strlen(text));
	(void)puts(clean);
	(void)fflush(stdout);
}

int say_error(const char *code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put(SAID_ERROR, code, fmt, args);
	va_end(args);
	return -EIO;
}

int say_failure(const struct failure *why)
{
	return say_error(failure_name(why->code), "%s: %s", why->object, why->why);
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
