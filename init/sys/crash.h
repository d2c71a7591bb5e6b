/* SPDX-License-Identifier: MIT */
/* What happens when this very process has a bug. */
#pragma once

/* From now on, a signal that the processor or abort(3) raises here makes this process the
 * program at @path, called as "last-resort SIGNAL", the signal being two digits.  Children
 * of process_fork() die as usual. */
void crash_exec(const char *path);
