/* SPDX-License-Identifier: MIT */
/* What stands in the report. */
#pragma once

#include <stdbool.h>

#include "base/writer.h"

enum {
	REPORT_SIZE = 256 * 1024, /* fits a stick, a mail and a slow line */
};

/* @is_host: `takeover report` on a host, whose processes may have secrets in their words. */
void report_write(bool is_host, struct writer *to);
