/* SPDX-License-Identifier: MIT */
/* Which interface busybox' DHCP client was started for: it leaves no other trace, and the
 * addresses that its scripts set look as if a person had. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* @cmdline: /proc/<pid>/cmdline, words that each end in a NUL.  True if that is a udhcpc for
 * @interface. */
bool udhcpc_args_are_for(const char *cmdline, size_t len, const char *interface);
