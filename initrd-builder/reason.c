/* SPDX-License-Identifier: MIT */
#include "initrd-builder/reason.h"

#include <stdio.h>
#include <string.h>

int reason_set(struct reason *why, int error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	/* cppcheck-suppress ctuuninitvar; it is written here, not read */
	(void)vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	return error;
}

int reason_errno(struct reason *why, int error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	/* cppcheck-suppress ctuuninitvar; the same */
	(void)vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	size_t len = strlen(why->text);

	(void)snprintf(why->text + len, sizeof(why->text) - len, ": %s",
		       strerror(-error));
	return error;
}

int reason_prefix(struct reason *why, int error, const char *fmt, ...)
{
	struct reason inner = *why;
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	size_t len = strlen(why->text);

	(void)snprintf(why->text + len, sizeof(why->text) - len, ": %s", inner.text);
	return error;
}
