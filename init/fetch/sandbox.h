/* SPDX-License-Identifier: MIT */
/*
 * The walls around whatever reads foreign bytes: an empty root, an own user, no capability,
 * no new privileges, small limits, and only the system calls that the job needs.
 *
 * Started without root (tests, a check before leaving the host), the own root and user
 * cannot be had and are left out; everything else is mandatory for everybody.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

struct sandbox {
	const char *root; /* folder that becomes "/" */
	uint32_t id;      /* user and group */
	uint32_t fds;     /* descriptors that stay: 0, 1, 2 (nowhere) and perhaps 3 */
	bool has_network; /* sockets, and reading what is in @root */
	uint64_t memory_bytes; /* address space */
	uint32_t cpu_s;        /* 0: as long as it takes */
};

/* Enter it, for good.  Returns 0, or -errno with the name of what failed in @ret_part. */
must_check int sandbox_enter(const struct sandbox *how, const char **ret_part);
