/* SPDX-License-Identifier: MIT */
/*
 * Can anybody reach the target?  A machine in good health that nobody can log in to is the
 * worst end of a takeover, so it is asked before one begins.  This is about images that
 * take nothing over from the host: they ask DHCP, and let in whom their command line names.
 */
#pragma once

#include <stdbool.h>

#include "base/attr.h"
#include "pure/failure.h"
#include "pure/netconf.h"

struct reach {
	const struct netconf *network; /* what this machine's links have */
	bool has_host;                 /* a host handed over what it had ... */
	bool has_keys;                 /* ... and somebody's SSH key is among it */
};

/* @target is what would be booted.  Returns 0, or -EIO with @why nobody would reach it. */
must_check int reach_check(const struct reach *r, const char *target,
			   struct failure *why);
