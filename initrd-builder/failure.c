/* SPDX-License-Identifier: MIT */
#include "initrd-builder/failure.h"

#include <stdio.h>
#include <string.h>

int failure_set(struct failure *why, int error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	return error;
}

int failure_errno(struct failure *why, int error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	size_t len = strlen(why->text);

	(void)snprintf(why->text + len, sizeof(why->text) - len, ": %s",
		       strerror(-error));
	return error;
}

int failure_prefix(struct failure *why, int error, const char *fmt, ...)
{
	struct failure inner = *why;
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	size_t len = strlen(why->text);

	(void)snprintf(why->text + len, sizeof(why->text) - len, ": %s", inner.text);
	return error;
}
