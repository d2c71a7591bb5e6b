/* SPDX-License-Identifier: MIT */
/* The devices that the kernel knows, as /sys/devices shows them. */
#pragma once

#include "base/attr.h"

/* Called for each device that names what drives it. */
typedef void device_tree_modalias(void *context, const char *modalias);

/* Walk all devices, in no particular order.  Returns 0 or -errno. */
must_check int device_tree_walk(device_tree_modalias *each, void *context);
