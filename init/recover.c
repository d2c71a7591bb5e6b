/* SPDX-License-Identifier: MIT */
#include "recover.h"

#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "pure/rescue_request.h"
#include "step/remember.h"
#include "step/rescue.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/process.h"
#include "sys/watchdog.h"

enum {
	SHUTDOWN_S = 30,
	FLUSH_MS = 1000,     /* for the last lines to leave a serial port at 9600 baud */
	READ_MS = 10 * 1000, /* for a person to read why, where nothing waits for a key */
	COUNTDOWN_EVERY_MS = 15 * 1000,
	MENUS_MAX = 50, /* a line that sends Enter for ever is no person */
	NEXT_SIZE = 80,
	/* between the tries of a machine that has no other system to return to */
	RETRY_MAX_MS = 30 * 60 * 1000,
	DOUBLINGS_MAX = 16,
};

/*
 * reboot(2) can hang in a driver like any call to hardware: a child makes it, and if it
 * does not come through, sysrq needs no driver.  If even that is not there, the end of
 * PID 1 is a panic, and the kernel.panic sysctl makes that a reboot.
 */
static no_return void leave(int how)
{
	log_line(how == RB_POWER_OFF ? "rescue: powering off" : "rescue: rebooting");
	(void)usleep(FLUSH_MS * 1000);
	int guard = pid1_take_guard();

	if (guard >= 0)
		watchdog_disarm(guard); /* it would reset the host while that starts */
	if (fork() == 0) {
		sync(); /* what a person wrote to a disk */
		(void)reboot(how);
		_exit(1);
	}
	(void)sleep(SHUTDOWN_S);
	int r = io_write_file("/proc/sysrq-trigger", how == RB_POWER_OFF ? "o" : "b");

	log_line("rescue: sysrq: %s", r < 0 ? strerror(-r) : "nothing happens");
	(void)sleep(SHUTDOWN_S);
	_exit(1);
}

static struct worker ssh; /* PID 1's loop knows it by its address */

void recover_start_ssh(void)
{
	static const char subcommand[] = "ssh";

	if (ssh.pid != 0 || !rescue_is_offered())
		return;
	int r = pid1_start(&ssh, "ssh", rescue_run, subcommand);

	if (r < 0)
		log_line("rescue: ssh: fork: %s", strerror(-r));
	else
		log_line("rescue: ssh: starts, for whoever has a key of root");
}

static void say_why_no_ssh(int status)
{
	char how[64];

	process_describe_status(status, how, sizeof(how));
	if (WIFEXITED(status) && WEXITSTATUS(status) == RESCUE_SSH_NO_KEY)
		log_line(
			"rescue: ssh: not started: there is no key for anybody (the host's "
			"authorized_keys, nixos.ssh-key=)");
	else
		log_line("rescue: ssh: ended: %s", how);
}

/* Drivers and network are there for as long as stage two is. */
static void start_again(struct worker *w)
{
	char how[64];

	process_describe_status(w->status, how, sizeof(how));
	int r = pid1_restart(w);

	log_line("E-WORKER-DIED %s: %s; %s", w->name, how,
		 r < 0 ? strerror(-r) : "started again");
}

void recover_obey(const struct pid1_event *event)
{
	if (event->what == PID1_ENDED && event->worker->restarts > 0)
		start_again(event->worker);
	if (event->what == PID1_ENDED && event->worker == &ssh)
		say_why_no_ssh(ssh.status);
	bool asked = event->what == PID1_REQUEST;

	if (event->what == PID1_REBOOT || (asked && event->request == RESCUE_REBOOT))
		leave(RB_AUTOBOOT);
	if (event->what == PID1_POWEROFF || (asked && event->request == RESCUE_POWEROFF))
		leave(RB_POWER_OFF);
	if (event->what != PID1_STUCK)
		return;
	log_line(
		"E-WORKER-DIED %s: was killed and hangs in the kernel: a driver does not "
		"answer; rebooting",
		event->stuck);
	leave(RB_AUTOBOOT);
}

static void wait_ms(uint64_t ms)
{
	struct deadline until = deadline_in(io_now_ms(), ms);

	while (!deadline_passed(until, io_now_ms())) {
		struct pid1_event event = pid1_wait(until, false);

		recover_obey(&event);
	}
}

/* Keys that were typed before there was a question are no answer to it. */
static void forget_keys(void)
{
	for (int i = 0; i < LOG_CONSOLES_MAX; i++)
		if (log_console(i) >= 0)
			(void)tcflush(log_console(i), TCIFLUSH);
}

struct rescue {
	const struct config *config;
	struct deadline end;  /* when the machine reboots ... */
	struct deadline held; /* ... but not before this, if it is not 0 */
	uint64_t said_ms;     /* when the countdown was last shown; 0: not yet */
	uint64_t wait_ms;     /* how long the countdown is */
	struct worker menu;   /* the one on a console */
	int console, menus;
	bool offered, again, then_retries;
};

static void release(struct rescue *r)
{
	r->held = (struct deadline){ 0 };
	r->said_ms = 0;
	r->end = deadline_in(io_now_ms(), r->wait_ms);
}

/* The first Enter takes the menu; the other consoles hear where it went. */
static void open_menu(struct rescue *r, int console)
{
	r->console = console;
	log_line("rescue: the menu is on %s", log_console_path(console));
	int error = pid1_start(&r->menu, "menu", rescue_menu, &r->console);

	if (error < 0)
		log_line("rescue: fork: %s", strerror(-error));
	r->menus++;
}

static void obey_request(struct rescue *r, int request)
{
	if (request == RESCUE_HOLD) {
		if (r->held.at_ms == 0)
			log_line("rescue: somebody is here: the countdown stands still");
		r->held = deadline_in(io_now_ms(), RESCUE_HOLD_MS);
	}
	if (request == RESCUE_RELEASE && r->held.at_ms != 0)
		release(r);
	if (request == RESCUE_RETRY) {
		log_line("rescue: trying again, as asked for");
		r->again = true;
	}
}

static void take(struct rescue *r, const struct pid1_event *event)
{
	recover_obey(event);
	if (event->what == PID1_KEY)
		open_menu(r, event->console);
	if (event->what == PID1_REQUEST)
		obey_request(r, event->request);
	if (event->what != PID1_ENDED || event->worker != &r->menu)
		return;
	if (r->held.at_ms != 0) /* whoever only guessed at a password never held it */
		release(r);
	/* the end of a session hangs its terminal up for everybody */
	for (int i = 0; i < LOG_CONSOLES_MAX; i++)
		log_console_reopen(i);
	forget_keys();
}

/* Until the countdown is over, or a person wants another try. */
static void count_down(struct rescue *r)
{
	forget_keys();
	release(r);
	while (!r->again) {
		uint64_t now_ms = io_now_ms();
		bool held = r->held.at_ms != 0,
		     keys = r->offered && r->menu.pid == 0 && r->menus < MENUS_MAX;

		if (held && deadline_passed(r->held, now_ms)) {
			release(r); /* whoever held it does not say so any more */
			continue;
		}
		if (!held && deadline_passed(r->end, now_ms))
			return;
		if (!held &&
		    (r->said_ms == 0 || now_ms - r->said_ms >= COUNTDOWN_EVERY_MS)) {
			rescue_show_countdown(r->then_retries ? "next try" : "reboot",
					      deadline_left_ms(r->end, now_ms),
					      r->offered);
			r->said_ms = now_ms;
		}
		struct deadline next =
			held ? r->held
			     : deadline_earlier(
				       deadline_in(r->said_ms, COUNTDOWN_EVERY_MS),
				       r->end);
		struct pid1_event event = pid1_wait(next, keys);

		take(r, &event);
	}
}

/* What the ends have in common with the block: what happens now, and when. */
static void say_next(const struct rescue *rescue, enum config_on_failure then,
		     char next[static NEXT_SIZE])
{
	unsigned long long s = rescue->wait_ms / 1000;

	if (then == ON_FAILURE_POWEROFF)
		(void)snprintf(next, NEXT_SIZE, "Powering off in 10 s.");
	else if (then == ON_FAILURE_REBOOT)
		(void)snprintf(next, NEXT_SIZE, "Rebooting in 10 s.");
	else if (then == ON_FAILURE_RETRY)
		(void)snprintf(next, NEXT_SIZE, "It is tried again in %llu s.", s);
	else if (rescue->config->returns_to_host)
		(void)snprintf(next, NEXT_SIZE,
			       "A reboot, in %llu s, brings the host back.", s);
	else
		(void)snprintf(next, NEXT_SIZE,
			       "A reboot, in %llu s, starts what this machine boots.", s);
}

/* Each time twice as long: a thousand machines that start from one server must not keep it
 * down. */
static uint64_t retry_wait_ms(const struct config *config)
{
	static unsigned int doublings;
	uint64_t ms = config->rescue_ms << doublings;

	if (doublings < DOUBLINGS_MAX)
		doublings++;
	return ms < RETRY_MAX_MS ? ms : RETRY_MAX_MS;
}

/* The firmware may never answer, so nobody waits for it. */
static void leave_word(const struct config *config, const struct rescue_story *story)
{
	static struct worker remember; /* PID 1's loop knows it by its address */

	if (!config->remembers || story->failure->code == FAILURE_NONE ||
	    remember.pid != 0)
		return;
	int r = pid1_start(&remember, "remember", remember_failure, story);

	if (r < 0)
		log_line("remember: fork: %s", strerror(-r));
}

void recover(const struct config *config, const char *step, const char *last_good,
	     const struct failure *why)
{
	/* rescue that was asked for is not the failure that nixos.on-failure= is about */
	enum config_on_failure then =
		why->code == FAILURE_NONE ? ON_FAILURE_RESCUE : config->on_failure;
	bool stays = then == ON_FAILURE_RESCUE || then == ON_FAILURE_RETRY;
	static struct rescue rescue; /* PID 1's loop knows its worker by the address */
	struct rescue_story story;
	char next[NEXT_SIZE];

	rescue = (struct rescue){ .config = config,
				  .wait_ms = config->rescue_ms,
				  .offered = config->shell && rescue_is_offered(),
				  .then_retries = then == ON_FAILURE_RETRY };
	if (rescue.then_retries)
		rescue.wait_ms = retry_wait_ms(config);
	say_next(&rescue, then, next);
	story = (struct rescue_story){ step, last_good, why, next };
	rescue_show(&story);
	leave_word(config, &story);
	if (stays && rescue.offered)
		recover_start_ssh();
	if (stays)
		count_down(&rescue);
	else
		wait_ms(READ_MS);
	pid1_stop(&rescue.menu);
	if (!rescue.again && !rescue.then_retries)
		leave(then == ON_FAILURE_POWEROFF ? RB_POWER_OFF : RB_AUTOBOOT);
}
