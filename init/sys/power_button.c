/* SPDX-License-Identifier: MIT */
#include "sys/power_button.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/input.h>

#include "sys/fd.h"
#include "sys/io.h"

enum {
	KEY_BYTES = KEY_MAX / 8 + 1,
};

static bool has_power_key(int fd)
{
	uint8_t keys[KEY_BYTES] = { 0 };
	/* musl's ioctl() takes an int, and this request has the highest bit set */
	unsigned long request = EVIOCGBIT(EV_KEY, sizeof(keys));

	return ioctl(fd, (int)request, keys) >= 0 &&
	       keys[KEY_POWER / 8] >> KEY_POWER % 8 & 1;
}

void power_buttons_look(struct power_buttons *b)
{
	for (int i = 0; i < INPUT_DEVICES_MAX && b->count < POWER_BUTTONS_MAX; i++) {
		char path[32];

		if (b->known[i])
			continue;
		(void)snprintf(path, sizeof(path), "/dev/input/event%d", i);
		cleanup_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

		b->known[i] = fd >= 0;
		if (fd >= 0 && has_power_key(fd))
			b->fds[b->count++] = take_fd(&fd);
	}
}

bool power_buttons_take(struct power_buttons *b, int index)
{
	struct input_event event;
	bool pressed = false;
	ssize_t n;

	while ((n = io_read(b->fds[index], &event, sizeof(event))) == sizeof(event))
		pressed |= event.type == EV_KEY && event.code == KEY_POWER &&
			   event.value == 1;
	if (n != -EAGAIN) {
		(void)close(b->fds[index]);
		b->fds[index] = b->fds[--b->count];
	}
	return pressed;
}
