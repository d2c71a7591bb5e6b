/* SPDX-License-Identifier: MIT */
/*
 * One program that asks or listens on one link: udhcpc, udhcpc6, or our listener for router
 * advertisements.  Each has an account of its own and what it says comes as messages of
 * fixed size through a pipe (netevent/).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "pure/lease.h"
#include "pure/net6.h"
#include "pure/netconf.h"
#include "pure/netplan.h"

enum {
	NET_CLIENT_UID = 994, /* and its group; "dhcp" of the base archive's passwd */
	NET_CLIENT_FD = 0,    /* where it writes its messages: EVENT_FD */
};

struct net_client {
	pid_t pid; /* 0: not running */
	int fd;    /* its messages, for poll(2); -1 if not running */
};

#define NET_CLIENT_NONE ((struct net_client){ .pid = 0, .fd = -1 })

/* How it is to ask. */
struct net_client_job {
	enum netplan_client kind;
	const char *link;
	const char *hostname;             /* "": none is told */
	const struct netconf_lease *last; /* never NULL */
	bool is_stateless;                /* DHCPv6 without an address */
};

/* Start one on a link that is up.  It goes on until it is stopped.  Returns 0 or -errno. */
must_check int net_client_start(struct net_client *client,
				const struct net_client_job *job);

/* What udhcpc says.  Returns 1 with a message, -EAGAIN, 0 if the client ended, or -EBADMSG;
 * it wants to be stopped after the last two. */
must_check int net_client_receive(const struct net_client *client,
				  struct lease_message *ret);

/* The same of the two others. */
must_check int net_client_receive6(const struct net_client *client,
				   struct net6_message *ret);

/* End a running one, if it has not ended by itself, and say how it ended. */
void net_client_stop(struct net_client *client, char *ret_how, size_t cap);
