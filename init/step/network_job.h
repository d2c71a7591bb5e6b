/* SPDX-License-Identifier: MIT */
/* The network worker, as the configuration wants it. */
#pragma once

#include "base/attr.h"

/* @arg is a struct config. */
no_return void network_job(const void *arg, int report_fd);
