/* SPDX-License-Identifier: MIT */
#include "netevent/event.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "pure/lease.h"
#include "pure/net6.h"
#include "sys/io.h"

_Static_assert((int)LEASE_MESSAGE_SIZE <= PIPE_BUF, "a message is written whole");
_Static_assert(sizeof(struct net6_message) <= PIPE_BUF, "a message is written whole");

static int send_message(const void *bytes, size_t len)
{
	return io_write_all(EVENT_FD, bytes, len) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The environment is foreign: it is looked at, never used. */
static const char *const *foreign_environment(void)
{
	return (const char *const *)environ;
}

int dhcp_event_main(int argc, char **argv)
{
	struct lease_message message;
	uint8_t bytes[LEASE_MESSAGE_SIZE];

	if (argc != 2 || lease_from_env(argv[1], foreign_environment(), &message) < 0)
		return EXIT_FAILURE;
	lease_encode(&message, bytes);
	return send_message(bytes, sizeof(bytes));
}

int dhcp6_event_main(int argc, char **argv)
{
	struct net6_message message;

	if (argc != 2 || net6_from_env(argv[1], foreign_environment(), &message) < 0)
		return EXIT_FAILURE;
	return send_message(&message, sizeof(message));
}
