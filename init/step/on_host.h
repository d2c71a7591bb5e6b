/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * on-host prove CMDLINE: what of stage two runs on the host before that is left, started by
 * init/host/stage_two.c in a root of its own.  Says what it does on descriptor 1 and reports
 * to descriptor 3.
 */
int on_host_main(int argc, char **argv);
