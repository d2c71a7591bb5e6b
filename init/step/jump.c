/* SPDX-License-Identifier: MIT */
#include "step/jump.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pure/config.h"
#include "step/remember.h"
#include "step/report.h"
#include "sys/io.h"
#include "sys/kexec_file.h"
#include "sys/links_down.h"
#include "sys/log.h"
#include "sys/net_cards.h"
#include "sys/process.h"
#include "sys/watchdog.h"

enum {
	CARD_MS =
		10 * 1000, /* a driver that talks to its card's firmware takes seconds */
	NETWORK_MS = 20 * 1000, /* all of them; of what PID 1 has patience for */
	LOOK_MS = 250,          /* so that a watchdog of a second is fed in time */
	DRAIN_MS = 500,         /* for the last lines to leave a slow serial port */
};

struct stop {
	uint64_t until_ms;
	int watchdog; /* -1: none is armed */
};

static int take_links_down(const struct net_card *unused)
{
	(void)unused;
	return links_down() == 0 ? 0 : -EIO;
}

/* What may never return is a child's.  Returns what it returned, or -ETIMEDOUT. */
static int in_time(int (*run)(const struct net_card *), const struct net_card *card,
		   const struct stop *stop)
{
	uint64_t began_ms = io_now_ms(), now_ms;
	pid_t pid = process_fork();
	int status, r;

	if (pid == 0)
		_exit(-run(card)); /* an errno fits */
	if (pid < 0)
		return pid;
	do {
		r = process_wait(pid, LOOK_MS, &status);
		if (stop->watchdog >= 0)
			watchdog_feed(stop->watchdog);
		now_ms = io_now_ms();
	} while (r == -ETIMEDOUT && now_ms < began_ms + CARD_MS &&
		 now_ms < stop->until_ms);
	if (r < 0) {
		process_kill(pid);
		return r;
	}
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

static void stop_card(const struct net_card *card, const struct stop *stop)
{
	/* said first: should it be the driver's last act, one knows whose */
	log_line("jump: %s leaves %s", card->driver, card->device);
	int r = in_time(net_card_unbind, card, stop);

	/* the kernel's shutdown wants the lock that the driver holds: if it never ends, PID 1
	 * brings the host back */
	if (r == -ETIMEDOUT)
		log_line("jump: %s does not leave %s; the jump waits for it, too",
			 card->driver, card->device);
	else if (r < 0)
		log_line("jump: %s: %s; going on", card->device, strerror(-r));
}

/*
 * Whatever still writes into memory by itself is stopped before the jump: interfaces down,
 * and the drivers of all cards on PCI and virtio unbound, whichever they are.  A driver's
 * ->remove is what every unloading of its module runs, and leaves a card as the next driver
 * wants it.  Its ->shutdown is for a machine that goes off: some arm the card for Wake-on-LAN
 * (e1000e's link then stays at 10 Mb/s), and many drivers, virtio_net for one, have none, and
 * the card goes on as it was.  Not unbound are cards on USB, whose controller is halted, and
 * on the hypervisors' buses, which have a way of their own for kexec.
 */
static void stop_network(const struct net_card *cards, size_t count, int watchdog)
{
	const struct stop stop = { io_now_ms() + NETWORK_MS, watchdog };
	int r = in_time(take_links_down, NULL, &stop);
	size_t i;

	if (r < 0)
		log_line("jump: the interfaces do not all go down: %s; going on",
			 strerror(-r));
	for (i = 0; i < count && io_now_ms() < stop.until_ms; i++)
		stop_card(&cards[i], &stop);
	if (i < count)
		log_line("jump: no time is left for %zu cards; going on", count - i);
}

/* The rescue wants a network. */
static void start_network(const struct net_card *cards, size_t count)
{
	const struct stop stop = { io_now_ms() + NETWORK_MS, -1 };

	for (size_t i = 0; i < count; i++) {
		int r = in_time(net_card_bind, &cards[i], &stop);

		log_line("jump: %s gets its driver again%s%s", cards[i].device,
			 r < 0 ? ": " : "", r < 0 ? strerror(-r) : "");
	}
}

no_return void jump_worker(const void *arg, int report_fd)
{
	const struct config *config = arg;
	struct net_card cards[NET_CARDS_MAX];
	size_t count = net_cards_find(cards);
	struct failure why;
	int watchdog = -1;

	if (config->remembers)
		remember_jump(config);
	if (config->watchdog_s > 0) {
		watchdog = watchdog_arm(config->watchdog_s);
		if (watchdog < 0)
			log_line("jump: the watchdog is not armed: %s; going on",
				 strerror(-watchdog));
	}
	stop_network(cards, count, watchdog);
	log_drain(DRAIN_MS);
	if (watchdog >= 0)
		watchdog_feed(watchdog);
	int r = kexec_jump();

	log_line("jump: reboot: %s", strerror(-r));
	if (watchdog >= 0)
		watchdog_disarm(watchdog);
	start_network(cards, count);
	(void)failure_set(&why, FAILURE_JUMP_FAILED, "reboot", "%s", strerror(-r));
	report_failed(report_fd, &why);
	_exit(1);
}
