/* SPDX-License-Identifier: MIT */
/* The input is an advertisement, udhcpc6's environment, or a message, by its first byte. */
#include <string.h>

#include "pure/net6.h"

enum {
	INPUT_MAX = 4096,
	VARIABLES_MAX = 64,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Whatever anybody says, the worker takes what the decoders make of it. */
static void must_be_taken(const struct net6_message *message)
{
	struct net6_message again;

	if (net6_decode(message, sizeof(*message), &again) < 0 ||
	    memcmp(message, &again, sizeof(again)) != 0)
		__builtin_trap();
}

static void check_environment(const uint8_t *data, size_t len)
{
	char text[INPUT_MAX + 1];
	const char *variables[VARIABLES_MAX + 1];
	struct net6_message message;
	size_t n = 0;

	len = len < INPUT_MAX ? len : INPUT_MAX;
	memcpy(text, data, len);
	text[len] = 0;
	for (size_t at = 0; at < len && n < VARIABLES_MAX; at += strlen(text + at) + 1)
		variables[n++] = text + at;
	variables[n] = NULL;
	if (net6_from_env("bound", variables, &message) < 0)
		__builtin_trap();
	must_be_taken(&message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint8_t router[16] = { 0xfe, 0x80, [15] = 1 };
	struct net6_message message;

	if (len == 0)
		return 0;
	if (data[0] % 3 == 0 &&
	    net6_from_advertisement(data + 1, len - 1, router, 255, &message) == 0)
		must_be_taken(&message);
	else if (data[0] % 3 == 1)
		check_environment(data + 1, len - 1);
	else if (net6_decode(data + 1, len - 1, &message) == 0)
		must_be_taken(&message);
	return 0;
}
