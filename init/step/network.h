/* SPDX-License-Identifier: MIT */
/* The worker that gives the machine its network and keeps it. */
#pragma once

#include <signal.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/net_param.h"

enum {
	/* A switch that runs spanning tree opens a port up to 50 s after its link came up. */
	NETWORK_GIVE_UP_MS = 60000,
	/* The signal by which PID 1 tells it that the source did not answer. */
	NETWORK_NEXT_PATH = SIGUSR1,
};

/*
 * The whole life of the worker: raises every link, and as soon as one has a carrier applies
 * what is known of it (@param, or what the host left), or asks for a lease and applies what
 * comes, and keeps doing so.  Reports READY
 * once, at the first useful address, and before it FAILED at most once: when there is none
 * after @give_up_ms, though it goes on trying.
 */
no_return void network_worker(int report_fd, uint64_t give_up_ms,
			      const struct net_param *param);
