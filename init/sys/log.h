/* SPDX-License-Identifier: MIT */
/*
 * One line per event, to every console and to the kernel log.  Only step/, pid1.c and
 * main.c call this.  Workers inherit the descriptors that PID 1 opened.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	LOG_CONSOLES_MAX = 8,
};

/*
 * Open /dev/kmsg and every console that /proc/consoles marks as enabled and writable.
 * Times are counted from @started_ms (CLOCK_MONOTONIC).  Returns 0 or -errno if there is
 * no console at all; lines then go to the kernel log alone.
 */
must_check int log_open(uint64_t started_ms);

/* Add the consoles that came since. */
int log_find_consoles(void);

/* Show lines there and nowhere else, without time: on a host somebody looks at a terminal. */
void log_to(int fd);

/* Show trace lines on the consoles as well (nixos.log=debug). */
void log_set_verbose(bool verbose);

/* "takeover: 12.345 <text>".  Foreign text in it must be sanitized by the caller. */
printf_like(1, 2) void log_line(const char *fmt, ...);

/* The same, but only to the kernel log unless verbose. */
printf_like(1, 2) void log_trace(const char *fmt, ...);

/* Text to every console and nowhere else, without prefix: the rescue's block and prompt. */
printf_like(1, 2) void log_show(const char *fmt, ...);

/* Wait until the consoles have taken everything, at most @max_ms. */
void log_drain(unsigned int max_ms);

/* The descriptor of console @index, for reading keys; -1 if there is none.  Borrowed. */
int log_console(int index);

/* The device file of console @index, "" if there is none. */
const char *log_console_path(int index);

/* Open it anew: whoever had it as controlling terminal hung it up for everybody. */
void log_console_reopen(int index);

/* Milliseconds since we last wrote to any of them. */
uint64_t log_quiet_ms(void);
