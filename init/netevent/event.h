/* SPDX-License-Identifier: MIT */
/* The three names of the program, one function each; all return an exit status. */
#pragma once

#include "base/attr.h"

enum {
	/* Where messages go (dhcp_client.h has the other end).  udhcpc keeps 0..2 for its
	 * scripts and puts a signal pipe of its own on 3 and 4; it never reads 0. */
	EVENT_FD = 0,
};

/* argv[1]: deconfig, bound, renew, leasefail or nak. */
must_check int dhcp_event_main(int argc, char **argv);
must_check int dhcp6_event_main(int argc, char **argv);

/* argv[1]: the link.  Listens until it is killed. */
must_check int ra_listen_main(int argc, char **argv);
