/* SPDX-License-Identifier: MIT */
/* In place of sys/log.c, which writes to the machine's consoles: for one file of a probe. */
#pragma once

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "sys/log.h"

void log_line(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	(void)vdprintf(STDOUT_FILENO, fmt, args);
	va_end(args);
	(void)dprintf(STDOUT_FILENO, "\n");
}
