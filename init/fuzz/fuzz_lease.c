/* SPDX-License-Identifier: MIT */
/* The input is udhcpc's environment, or a message, by its first byte. */
#include <string.h>

#include "pure/lease.h"

enum {
	INPUT_MAX = 4096,
	VARIABLES_MAX = 64,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_message(const uint8_t *bytes, size_t len)
{
	struct lease_message message;
	uint8_t again[LEASE_MESSAGE_SIZE];

	if (lease_decode(bytes, len, &message) < 0)
		return;
	lease_encode(&message, again);
	if (memcmp(bytes, again, len) != 0)
		__builtin_trap();
}

/* Whatever a server says, the worker takes what the event program makes of it. */
static void check_environment(const uint8_t *data, size_t len)
{
	char text[INPUT_MAX + 1];
	const char *variables[VARIABLES_MAX + 1];
	struct lease_message message, again;
	uint8_t bytes[LEASE_MESSAGE_SIZE];
	size_t n = 0;

	len = len < INPUT_MAX ? len : INPUT_MAX;
	memcpy(text, data, len);
	text[len] = 0;
	for (size_t at = 0; at < len && n < VARIABLES_MAX; at += strlen(text + at) + 1)
		variables[n++] = text + at;
	variables[n] = NULL;
	if (lease_from_env("bound", variables, &message) < 0)
		__builtin_trap();
	lease_encode(&message, bytes);
	if (lease_decode(bytes, sizeof(bytes), &again) < 0)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len == 0)
		return 0;
	if (data[0] & 1)
		check_message(data + 1, len - 1);
	else
		check_environment(data + 1, len - 1);
	return 0;
}
