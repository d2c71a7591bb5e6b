/* SPDX-License-Identifier: MIT */
/* The power button, and a keyboard's power key: the kernel only tells who listens. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

enum {
	POWER_BUTTONS_MAX = 4,
	INPUT_DEVICES_MAX = 32, /* /dev/input/event0 and on; more are left out */
};

struct power_buttons {
	int fds[POWER_BUTTONS_MAX];
	int count;
	bool known[INPUT_DEVICES_MAX]; /* looked at already */
};

/* Look at the input devices that came since; silent where there are none. */
void power_buttons_look(struct power_buttons *b);

/* What has come from one of them: was it pressed?  A button that is gone is forgotten. */
bool power_buttons_take(struct power_buttons *b, int index);
