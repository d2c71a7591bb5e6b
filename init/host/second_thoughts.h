/* SPDX-License-Identifier: MIT */
/* Ctrl-C between a loaded kernel and the jump: nothing may stay loaded then, or systemd would make
 * a kexec of the next plain reboot. */
#pragma once

#include <stdbool.h>

/* From here on SIGINT, SIGTERM and SIGHUP end nothing by themselves, but are told. */
void second_thoughts_watch(void);

/* Did one come? */
bool second_thoughts_came(void);
