/* SPDX-License-Identifier: MIT */
/* What a check of the network asks the kernel. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

typedef void net_fact(void *context, const char *name, const char *value);

/* Each link but loopback, with "up", "no carrier" or "down" and its speed. */
void net_facts_links(net_fact *each, void *context);

/* Each address that leads beyond its link, with that link's name first. */
void net_facts_addresses(net_fact *each, void *context);

/* The IPv4 gateway of the default route, in network order; 0: none. */
uint32_t net_facts_gateway(void);

/*
 * Can a TCP connection be made?  Names are looked up by a child without privileges in the
 * root folder @root, whose etc/resolv.conf names the servers.  Returns 0, -ENOENT if the
 * name has no address, -ETIMEDOUT, or -errno of the connection.
 */
must_check int net_facts_connect(const char *root, const char *host, uint16_t port,
				 unsigned int timeout_s);
