/* SPDX-License-Identifier: MIT */
#include "step/devices.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "step/report.h"
#include "sys/block_dev.h"
#include "sys/cover.h"
#include "sys/device_tree.h"
#include "sys/fd.h"
#include "sys/log.h"
#include "sys/modules.h"
#include "sys/modules_dir.h"
#include "sys/mounts.h"
#include "sys/power_button.h"
#include "sys/uevents.h"

enum {
	PASSES_MAX = 16, /* each driver may reveal a bus with more devices behind it */
	ALIAS_MAX = 2048,
	SOCKET_ERRORS_MAX = 10,
};

struct coldplug {
	struct kmod_ctx *ctx;
	int report_fd;
	int loaded;
};

static void log_module(void *context, const char *module, int result)
{
	const struct coldplug *c = context;

	if (result == MODULES_BEGINS) {
		log_trace("devices: module %s ...", module);
		return;
	}
	/* a slow machine with many drivers is not one on which nothing happens */
	report_progress(c->report_fd);
	/* a driver for what may be there, and is not, says ENODEV */
	if (result < 0 && result != -ENODEV)
		log_line("devices: module %s: %s", module, strerror(-result));
	else
		log_trace("devices: module %s%s", module,
			  result < 0 ? ": it has no device here" : "");
}

static void load_for(void *context, const char *modalias)
{
	struct coldplug *c = context;

	/* features of the processor, not devices: frequency scaling, KVM and ciphers are the
	 * target's business */
	if (text_starts_with(modalias, "cpu:"))
		return;
	int r = modules_load(c->ctx, modalias, log_module, c);

	if (r > 0)
		c->loaded += r;
	else if (r < 0)
		log_trace("devices: %s: %s", modalias, strerror(-r));
}

static void coldplug(struct coldplug *c)
{
	for (int pass = 0, before = -1; pass < PASSES_MAX && c->loaded != before;
	     pass++) {
		before = c->loaded;
		int r = device_tree_walk(load_for, c);

		if (r < 0) {
			log_line("devices: /sys/devices: %s", strerror(-r));
			break;
		}
	}
}

/* What matching by modalias cannot find: virtio's file system and friends are not needed,
 * IPv6 and packet sockets are. */
static void load_by_name(struct coldplug *c)
{
	static const char *const names[] = { "af_packet", "ipv6" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		int r = modules_load(c->ctx, names[i], log_module, c);

		if (r < 0)
			log_trace("devices: %s: %s", names[i], strerror(-r));
	}
}

static void warn_if_none(void)
{
	char path[MODULES_DIR_SIZE];

	if (!modules_dir(path))
		log_line(
			"%s devices: %s: no modules.dep in it: only drivers that are built "
			"into this kernel",
			failure_name(FAILURE_DEV_MODULES), path);
}

/* No disk is written: not by us, and not by a driver or a person that does not know it. */
static void protect_disks(void)
{
	int n = block_dev_protect_all();

	if (n > 0)
		log_line("devices: %d block devices are protected against writing", n);
}

/* Until there is something from the kernel.  PID 1 knows what the signal means. */
static void wait_for_event(struct power_buttons *buttons, int uevents)
{
	struct pollfd fds[1 + POWER_BUTTONS_MAX] = { { .fd = uevents,
						       .events = POLLIN } };

	power_buttons_look(buttons);
	for (int i = 0; i < buttons->count; i++)
		fds[1 + i] = (struct pollfd){ .fd = buttons->fds[i], .events = POLLIN };
	(void)poll(fds, 1 + (nfds_t)buttons->count, -1);
	for (int i = buttons->count - 1; i >= 0; i--)
		if (fds[1 + i].revents && power_buttons_take(buttons, i))
			(void)kill(1, SIGPWR);
}

/* Returns only if the socket is of no use any more. */
static void serve(struct coldplug *c, int uevents)
{
	struct power_buttons buttons = { .count = 0 };
	char alias[ALIAS_MAX];

	for (int errors = 0; errors < SOCKET_ERRORS_MAX;) {
		wait_for_event(&buttons, uevents);
		int r = uevents_next(uevents, alias, sizeof(alias));

		if (r == -ENOBUFS) {
			coldplug(c); /* some were lost: look at everything again */
		} else if (r < 0) {
			log_line("devices: uevents: %s", strerror(-r));
			errors++;
		} else if (r > 0 && alias[0]) {
			load_for(c, alias);
		}
		if (r >= 0)
			protect_disks();
	}
	log_line("devices: devices that come from now on are not served");
}

/* libkmod keeps the words of the kernel's command line that look like a parameter of a
 * module, as ours do.  Whoever gets a shell later could read them there. */
static void hide_secrets(void)
{
	int r = mounts_keep_to_oneself();

	if (r == 0)
		r = cover_words("/proc/cmdline");
	if (r < 0)
		log_line(
			"devices: /proc/cmdline: %s; going on, and its secrets stay readable "
			"in this worker",
			strerror(-r));
}

no_return void devices_worker(const void *unused, int report_fd)
{
	struct failure why;
	struct coldplug c = { .report_fd = report_fd };

	(void)unused;
	/* first listen, then look: nothing falls in between */
	int uevents = uevents_open();

	if (uevents < 0)
		log_line("devices: uevents: %s; only what is there now is served",
			 strerror(-uevents));
	warn_if_none();
	hide_secrets();
	int r = modules_open(&c.ctx);

	if (r < 0) {
		(void)failure_set(&why, FAILURE_DEV_MODULES, "libkmod", "%s",
				  strerror(-r));
		report_failed(report_fd, &why);
		_exit(1);
	}
	load_by_name(&c);
	coldplug(&c);
	protect_disks();
	log_line("devices: %d modules loaded", c.loaded);
	report_ready(report_fd);
	if (uevents >= 0)
		serve(&c, uevents);
	for (;;)
		(void)pause();
}

static void ignore_module(void *context, const char *module, int result)
{
	(void)context;
	(void)module;
	(void)result; /* the exit status says it, and dmesg has the kernel's reason */
}

int devices_modprobe(int argc, char **argv)
{
	cleanup_modules_ctx struct kmod_ctx *ctx = NULL;
	int failed = 0;

	if (modules_open(&ctx) < 0)
		return 1;
	for (int i = 1; i < argc; i++)
		if (argv[i][0] != '-')
			failed |= modules_load(ctx, argv[i], ignore_module, NULL) < 0;
	return failed;
}
