/* SPDX-License-Identifier: MIT */
#include "step/jump.h"

#include <string.h>
#include <unistd.h>

#include "pure/config.h"
#include "step/remember.h"
#include "step/report.h"
#include "sys/kexec_file.h"
#include "sys/links_down.h"
#include "sys/log.h"
#include "sys/net_cards.h"
#include "sys/process.h"
#include "sys/watchdog.h"

enum {
	NETWORK_MS = 20 * 1000, /* of what PID 1 has patience for */
};

static no_return void stop_cards(const struct net_card *cards, size_t count)
{
	unsigned int failed = links_down();

	if (failed > 0)
		log_line("jump: %u interfaces do not go down; going on", failed);
	for (size_t i = 0; i < count; i++) {
		/* said first: should it be the driver's last act, one knows whose */
		log_line("jump: %s leaves %s", cards[i].driver, cards[i].device);
		int r = net_card_unbind(&cards[i]);

		if (r < 0)
			log_line("jump: %s: %s; going on", cards[i].device, strerror(-r));
	}
	_exit(0);
}

/*
 * Whatever still writes into memory by itself is stopped before the jump: interfaces down,
 * and the drivers of all cards on PCI and virtio unbound, whichever they are.  A driver's
 * ->remove is what every unloading of its module runs, and leaves a card as the next driver
 * wants it.  Its ->shutdown is for a machine that goes off: some arm the card for Wake-on-LAN
 * (e1000e's link then stays at 10 Mb/s), and many drivers, virtio_net for one, have none, and
 * the card goes on as it was.  Not unbound are cards on USB, whose controller is halted, and
 * on the hypervisors' buses, which have a way of their own for kexec.
 *
 * In a child, as a driver may never return; what it then holds may stop the jump, too, and
 * PID 1's deadline is for that.
 */
static void stop_network(const struct net_card *cards, size_t count)
{
	pid_t pid = process_fork();
	int status;

	if (pid == 0)
		stop_cards(cards, count);
	if (pid < 0) {
		log_line("jump: the network is not stopped: %s; going on",
			 strerror(-pid));
		return;
	}
	if (process_wait(pid, NETWORK_MS, &status) == 0)
		return;
	process_kill(pid);
	log_line("jump: a network driver does not end within %d s; going on",
		 NETWORK_MS / 1000);
}

/* The rescue wants a network. */
static void start_cards(const struct net_card *cards, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int r = net_card_bind(&cards[i]);

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
	stop_network(cards, count);
	if (config->watchdog_s > 0) {
		watchdog = watchdog_arm(config->watchdog_s);
		if (watchdog < 0)
			log_line("jump: the watchdog is not armed: %s; going on",
				 strerror(-watchdog));
	}
	int r = kexec_jump();

	if (watchdog >= 0)
		watchdog_disarm(watchdog);
	start_cards(cards, count);
	(void)failure_set(&why, FAILURE_JUMP_FAILED, "reboot", "%s", strerror(-r));
	report_failed(report_fd, &why);
	_exit(1);
}
