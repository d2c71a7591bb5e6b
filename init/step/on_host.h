/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * on-host JOB CMDLINE: what of stage two runs on the host before that is left, started by
 * init/host/stage_two.c in a root of its own.  Says what it does on descriptor 1 and reports
 * to descriptor 3.  The jobs:
 *   prove   the lists, scripts and signatures of CMDLINE's image, and that it is to be had
 *   fetch   all of it, then forget it
 *   direct  fetch and load it: no stage two
 *   write   fetch it and write kernel, initrd and command line to descriptors 4 to 6
 *   load    load stage two: its kernel is descriptor 4, its initrd 5
 */
int on_host_main(int argc, char **argv);
