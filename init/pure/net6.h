/* SPDX-License-Identifier: MIT */
/*
 * What routers and DHCPv6 servers say, typed and bounded.  The listener for router
 * advertisements and udhcpc6's event program decode it; the network worker gets one message
 * of fixed size and believes none of it before it was checked once more.
 *
 * Addresses and routes out of advertisements are the kernel's own work.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/netlink_msg.h"

enum {
	NET6_DNS_MAX = 3, /* MAXNS: no resolver looks at more */
	NET6_SEARCH_MAX = 256,
};

enum net6_event {
	NET6_ROUTER = 1, /* an advertisement */
	NET6_DECONFIG,   /* udhcpc6 begins, or lost its lease */
	NET6_BOUND,      /* it has one, or has renewed it */
	NET6_FAIL,
	NET6_NAK,
	NET6_REFUSED, /* a server gave an address that no machine can have */
	NET6_EVENT_END,
};

enum net6_flag {
	NET6_MANAGED = 1,  /* addresses are to be had by DHCPv6 */
	NET6_OTHER = 2,    /* DNS servers and the like are */
	NET6_SAYS_DNS = 4, /* it names DNS servers, or withdraws them */
	NET6_FLAGS = 7,
	NET6_DNS_WAS_BAD = 1, /* of @refused */
	NET6_SEARCH_WAS_BAD = 2,
	NET6_REFUSALS = 3,
};

/* All of it goes through the pipe as it stands: both ends are of one build. */
struct net6_message {
	uint32_t event;
	uint32_t lifetime_s; /* as a default router; of a lease */
	uint32_t dns_s;      /* of the DNS servers; UINT32_MAX: for ever */
	uint8_t flags, refused, has_address, n_dns;
	uint8_t router[16], address[16]; /* zero where there is none */
	uint8_t dns[NET6_DNS_MAX][16];
	char search[NET6_SEARCH_MAX]; /* domains, a space between two */
};

_Static_assert(sizeof(struct net6_message) == 3 * 4 + 4 + 5 * 16 + NET6_SEARCH_MAX,
	       "it has no holes");

/* An ICMPv6 message from @router (16 bytes), which was sent with @hop_limit.  Returns 0, or
 * -EBADMSG if RFC 4861 (6.1.2) has it discarded. */
must_check int net6_from_advertisement(const uint8_t *bytes, size_t len,
				       const uint8_t router[static 16], int hop_limit,
				       struct net6_message *ret);

/* From the argument and the environment that udhcpc6 gives its script.  Returns 0, or
 * -EINVAL if @event is none of udhcpc6's. */
must_check int net6_from_env(const char *event, const char *const *environment,
			     struct net6_message *ret);

/* Returns 0, or -EBADMSG if any field is not as these two would have left it. */
must_check int net6_decode(const void *bytes, size_t len, struct net6_message *ret);

struct netlink_ip net6_ip(const uint8_t bytes[static 16]);
