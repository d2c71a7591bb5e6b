/* SPDX-License-Identifier: MIT */
#include "step/dhcp_event.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "pure/lease.h"
#include "sys/io.h"

_Static_assert((int)LEASE_MESSAGE_SIZE <= PIPE_BUF, "a message is written whole");

int dhcp_event_main(int argc, char **argv)
{
	struct lease_message message;
	uint8_t bytes[LEASE_MESSAGE_SIZE];

	/* the environment is foreign from here on: it is looked at, never used */
	if (argc != 2 ||
	    lease_from_env(argv[1], (const char *const *)environ, &message) < 0)
		return EXIT_FAILURE;
	lease_encode(&message, bytes);
	return io_write_all(DHCP_EVENT_FD, bytes, sizeof(bytes)) < 0 ? EXIT_FAILURE
								     : EXIT_SUCCESS;
}
