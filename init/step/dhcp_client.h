/* SPDX-License-Identifier: MIT */
/* One udhcpc on one link: started, listened to, stopped. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "pure/lease.h"
#include "pure/netconf.h"

enum {
	DHCP_UID = 994, /* and its group; "dhcp" of the base archive's passwd */
};

struct dhcp_client {
	pid_t pid; /* 0: not running */
	int fd;    /* its messages, for poll(2); -1 if not running */
};

#define DHCP_CLIENT_NONE ((struct dhcp_client){ .pid = 0, .fd = -1 })

/* Start one on a link that is up.  It asks until it is stopped, as @entry has it.  Returns 0 or -errno. */
must_check int dhcp_client_start(struct dhcp_client *client, const char *link_name,
				 const struct netconf_link *entry);

/* Returns 1 with a message, -EAGAIN, 0 if the client ended, or -EBADMSG; it wants to be
 * stopped after the last two. */
must_check int dhcp_client_receive(const struct dhcp_client *client,
				   struct lease_message *ret);

/* End a running one, if it has not ended by itself, and say how it ended. */
void dhcp_client_stop(struct dhcp_client *client, char *ret_how, size_t cap);
