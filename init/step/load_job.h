/* SPDX-License-Identifier: MIT */
/* The worker that becomes the loader. */
#pragma once

#include <stdint.h>

#include "base/attr.h"

struct load_job {
	unsigned int attempt, deaths;
	uint64_t started_ms;
};

/* @arg is a struct load_job. */
no_return void load_job(const void *arg, int report_fd);
