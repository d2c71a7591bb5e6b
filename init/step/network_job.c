/* SPDX-License-Identifier: MIT */
#include "step/network_job.h"

#include "pure/config.h"
#include "step/network.h"

no_return void network_job(const void *arg, int report_fd)
{
	const struct config *config = arg;
	uint64_t patience_ms = 1000ULL * config->network.patience_s;
	uint64_t give_up_ms = patience_ms > 0 ? patience_ms : NETWORK_GIVE_UP_MS;

	/* it says what is wrong in time for a person to read it before the deadline */
	if (config->stall_ms / 2 < give_up_ms)
		give_up_ms = config->stall_ms / 2;
	network_worker(report_fd, give_up_ms, &config->network);
}
