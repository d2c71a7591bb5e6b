/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * on-host prove|load CMDLINE: what of stage two runs on the host before that is left, started
 * by init/host/stage_two.c in a root of its own.  Says what it does on descriptor 1 and
 * reports to descriptor 3.  load finds the kernel in descriptor 4, the initrd in 5.
 */
int on_host_main(int argc, char **argv);
