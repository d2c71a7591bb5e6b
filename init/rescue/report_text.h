/* SPDX-License-Identifier: MIT */
/* What stands in the report. */
#pragma once

#include "base/writer.h"

enum {
	REPORT_SIZE = 256 * 1024, /* fits a stick, a mail and a slow line */
};

void report_write(struct writer *to);
