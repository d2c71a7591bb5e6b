/* SPDX-License-Identifier: MIT */
/*
 * The program that udhcpc runs where others have a shell script: /init by the name
 * `dhcp-event`.  It turns udhcpc's environment into one message to the network worker.
 */
#pragma once

#include "base/attr.h"

enum {
	/* Where the message goes.  udhcpc keeps 0..2 for its scripts and puts a signal pipe
	 * of its own on 3 and 4; it never reads 0. */
	DHCP_EVENT_FD = 0,
};

/* argv[1]: deconfig, bound, renew, leasefail or nak.  Returns an exit status. */
must_check int dhcp_event_main(int argc, char **argv);
