/* SPDX-License-Identifier: MIT */
/* Drivers for what is plugged in now, and for what comes later. */
#pragma once

#include "base/attr.h"

/* A worker: reports ready after the devices that are there have their modules, and stays
 * to serve those that come. */
no_return void devices_worker(const void *unused, int report_fd);

/* The kernel's own helper (/sbin/modprobe -q -- ALIAS): a file system, a protocol or a
 * cipher wants one more module.  Returns the exit status. */
must_check int devices_modprobe(int argc, char **argv);
