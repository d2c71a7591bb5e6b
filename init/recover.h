/* SPDX-License-Identifier: MIT */
/* The end of a takeover that failed: say why, offer a menu, count down, leave. */
#pragma once

#include "base/attr.h"
#include "pid1.h"
#include "pure/config.h"
#include "pure/failure.h"

/* Comes back only if a person wants another try.  @step failed, @last_good did not. */
void recover(const struct config *config, const char *step, const char *last_good,
	     const struct failure *why);

/* Let people in by SSH, if there is a key for anybody; once is enough. */
void recover_start_ssh(void);

/* Start again what is to stay; reboot or power off if that is what the event asks for, or if
 * something hangs in the kernel so that nothing else is left. */
void recover_obey(const struct pid1_event *event);
