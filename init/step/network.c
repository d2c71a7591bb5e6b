/* SPDX-License-Identifier: MIT */
#include "step/network.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/deadline.h"
#include "step/network_internal.h"
#include "step/report.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/modules_dir.h"

enum {
	EXPLAIN_MS = 10000, /* that long without a lease is worth a line */
	DESCRIPTORS = NETWORK_LINKS_MAX * NETPLAN_CLIENTS,
};

/* PID 1 says so by NETWORK_NEXT_PATH; nothing but this may be set from a signal. */
static volatile sig_atomic_t is_next_path_due;

static void note_signal(int number)
{
	(void)number;
	is_next_path_due = 1;
}

/* From here on the signal comes while the worker waits, and only then. */
static void obey_pid1(void)
{
	const struct sigaction obey = { .sa_handler = note_signal };
	sigset_t signals;

	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, NETWORK_NEXT_PATH);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL);
	(void)sigaction(NETWORK_NEXT_PATH, &obey, NULL);
}

/* Whose turn it is may depend on every link that came or went. */
static void place_links(struct network *net)
{
	const struct netlink_link *links[NETWORK_LINKS_MAX];

	/* Only one link can be meant by an entry that names none. */
	(void)known_network_place(&net->known, links, network_list_wanted(net, links));
	for (size_t i = 0; i < NETWORK_LINKS_MAX; i++) {
		struct managed_link *m = &net->links[i];

		if (m->link.index)
			m->entry = known_network_claim(&net->known, &m->link, &m->is);
	}
}

/* Returns true if trying on cannot help: that is said at once. */
static bool explain(const struct network *net, struct failure *ret)
{
	const struct netlink_link *links[NETWORK_LINKS_MAX];
	char modules[MODULES_DIR_SIZE];

	size_t n = network_list_wanted(net, links);

	known_network_explain(&net->known, links, n, ret);
	/* the cause behind it, and what a person can do about it */
	if (n == 0 && ret->code == FAILURE_NET_NO_DEVICE && !modules_dir(modules))
		(void)failure_set(
			ret, FAILURE_DEV_MODULES, modules,
			"no modules.dep in it, and what is built into this kernel "
			"drives no network card here");
	return failure_tries(ret->code) == 1;
}

/* Do what time asks for and return when it asks next. */
static struct deadline watch_clock(struct network *net)
{
	uint64_t now_ms = io_now_ms();
	struct failure why;

	if (net->is_ready)
		return DEADLINE_NEVER;
	if (deadline_passed(net->ready, now_ms)) {
		net->is_ready = true;
		report_ready(net->report_fd);
		return DEADLINE_NEVER;
	}
	bool is_final = explain(net, &why);

	if (deadline_passed(net->explain, now_ms)) {
		log_line("%s network: %s: %s; still trying", failure_name(why.code),
			 why.object, why.why);
		net->explain = DEADLINE_NEVER;
	}
	if (deadline_passed(net->give_up, now_ms) ||
	    (is_final && net->give_up.at_ms != DEADLINE_NEVER.at_ms)) {
		report_failed(net->report_fd, &why);
		net->give_up = DEADLINE_NEVER;
	}
	return deadline_earlier(net->ready, deadline_earlier(net->explain, net->give_up));
}

static void wait_and_act(struct network *net, struct deadline until)
{
	struct pollfd wait[1 + DESCRIPTORS] = { { .fd = net->events.fd,
						  .events = POLLIN } };
	int ms = deadline_poll_ms(until, io_now_ms());
	struct timespec patience = { ms / 1000, ms % 1000 * 1000000L };
	sigset_t none;

	/* a negative descriptor, of a client that does not run, is passed over */
	for (size_t i = 0; i < DESCRIPTORS; i++) {
		struct managed_link *m = &net->links[i / NETPLAN_CLIENTS];

		wait[1 + i] =
			(struct pollfd){ .fd = m->clients[i % NETPLAN_CLIENTS].process.fd,
					 .events = POLLIN };
	}
	(void)sigemptyset(&none);
	if (ppoll(wait, ARRAY_LEN(wait), &patience, &none) <= 0)
		return;
	for (size_t i = 0; i < DESCRIPTORS; i++)
		if (wait[1 + i].revents)
			network_listen(net, &net->links[i / NETPLAN_CLIENTS],
				       (enum netplan_client)(i % NETPLAN_CLIENTS));
	if (wait[0].revents)
		network_receive_events(net);
}

/* Returns when this link is to be looked at again. */
static struct deadline steer(struct network *net, struct managed_link *m)
{
	if (managed_link_next(m) == NETPLAN_CONFIGURE)
		network_configure(net, m);
	return managed_link_steer(m, &net->known, &net->calls);
}

static int begin(struct network *net, int report_fd, uint64_t give_up_ms,
		 const struct net_param *param)
{
	uint64_t now_ms = io_now_ms();

	obey_pid1();
	net->report_fd = report_fd;
	net->ready = DEADLINE_NEVER;
	net->explain = deadline_in(now_ms, EXPLAIN_MS);
	net->give_up = deadline_in(now_ms, give_up_ms);
	for (size_t i = 0; i < NETWORK_LINKS_MAX; i++)
		managed_link_clear(&net->links[i]);
	known_network_load(&net->known, param);
	net->n_ranks = net->known.conf.boot_link > 0; /* its place is kept */
	int r = network_open(net);

	if (r == 0)
		known_network_apply_rules(&net->known, &net->calls);
	return r;
}

void network_worker(int report_fd, uint64_t give_up_ms, const struct net_param *param)
{
	static struct network
		net; /* of this process alone, and too large for its stack */
	struct failure why;
	int r = begin(&net, report_fd, give_up_ms, param);

	if (r < 0) {
		(void)failure_set(&why, FAILURE_INTERNAL, "rtnetlink", "%s",
				  strerror(-r));
		report_failed(report_fd, &why);
		_exit(EXIT_FAILURE);
	}
	for (;;) {
		place_links(&net);
		struct deadline until =
			deadline_earlier(watch_clock(&net), network_expire(&net));

		if (is_next_path_due) {
			is_next_path_due = 0;
			network_try_next_path(&net);
		}
		until = deadline_earlier(
			until, stacked_links_make(&net.stacked, &net.known, &net.calls));
		for (size_t i = 0; i < NETWORK_LINKS_MAX; i++)
			until = deadline_earlier(until, steer(&net, &net.links[i]));
		wait_and_act(&net, until);
	}
}
