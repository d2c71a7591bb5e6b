/* SPDX-License-Identifier: MIT */
/* A NETLINK_ROUTE socket: requests, dumps, and the kernel's events. */
#pragma once

#include <stdint.h>

#include "base/attr.h"
#include "pure/netlink_msg.h"
#include "pure/netlink_request.h"

struct netlink_sock {
	int fd;
	uint32_t sequence;
};

/*
 * Open one.  @groups: RTMGRP_LINK | ... for events, or 0.  Use one socket for events and
 * another for requests: an event that comes between a request and its answer is dropped.
 * Returns 0 or -errno.  The caller closes ret->fd.
 */
must_check int netlink_open(struct netlink_sock *ret, uint32_t groups);

/* Send @request and wait for its acknowledgement: 0, the kernel's -errno, -ETIMEDOUT. */
must_check int netlink_call(struct netlink_sock *sock, struct netlink_request *request);

/*
 * Send a dump request and hand every message of the answer to @each.  An error of @each
 * ends the dump.  Returns 0, -errno, -ETIMEDOUT, or -EINTR if the kernel's tables changed
 * meanwhile, so that the answer has holes: ask again.
 */
typedef int netlink_visit_fn(void *context, const struct netlink_msg *msg);
must_check int netlink_dump(struct netlink_sock *sock, struct netlink_request *request,
			    netlink_visit_fn *each, void *context);

/*
 * Hand every message of one waiting datagram to @each.  Never blocks.  Returns 1, -EAGAIN
 * if nothing waits, -ENOBUFS if events were lost (dump again), or -errno.
 */
must_check int netlink_receive(struct netlink_sock *sock, netlink_visit_fn *each,
			       void *context);
