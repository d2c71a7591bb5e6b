/* SPDX-License-Identifier: MIT */
#include "recover.h"

#include <string.h>
#include <sys/reboot.h>
#include <termios.h>
#include <unistd.h>

#include "step/rescue.h"
#include "sys/io.h"
#include "sys/log.h"

enum {
	SHUTDOWN_S = 30,
	FLUSH_MS = 1000,     /* for the last lines to leave a serial port at 9600 baud */
	READ_MS = 10 * 1000, /* for a person to read why, where nothing waits for a key */
	COUNTDOWN_EVERY_MS = 15 * 1000,
	IDLE_MS = 15 * 60 * 1000, /* a shell that nobody uses does not hold the machine */
	IDLE_LOOK_MS = 30 * 1000,
	SHELLS_MAX = 50, /* a line that sends Enter for ever is no person */
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
	if (fork() == 0) {
		(void)reboot(how);
		_exit(1);
	}
	(void)sleep(SHUTDOWN_S);
	int r = io_write_file("/proc/sysrq-trigger", how == RB_POWER_OFF ? "o" : "b");

	log_line("rescue: sysrq: %s", r < 0 ? strerror(-r) : "nothing happens");
	(void)sleep(SHUTDOWN_S);
	_exit(1);
}

void recover_obey(const struct pid1_event *event)
{
	if (event->what == PID1_REBOOT)
		leave(RB_AUTOBOOT);
	if (event->what == PID1_POWEROFF)
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

/* Until the shell ends, or nobody has typed in it for a long time. */
static void run_shell(int console)
{
	static struct worker shell; /* PID 1's loop knows it by its address */
	int r = pid1_start(&shell, "shell", rescue_shell, &console);

	if (r < 0) {
		log_line("rescue: fork: %s", strerror(-r));
		return;
	}
	for (;;) {
		struct deadline look = deadline_in(io_now_ms(), IDLE_LOOK_MS);
		struct pid1_event event = pid1_wait(look, false);

		recover_obey(&event);
		if (event.what == PID1_ENDED && event.worker == &shell)
			break;
		if (event.what == PID1_DEADLINE &&
		    log_console_idle_ms(console) >= IDLE_MS) {
			log_line("rescue: nobody has used the shell for 15 minutes");
			pid1_stop(&shell);
			break;
		}
	}
	/* the end of a session hangs its terminal up for everybody */
	for (int i = 0; i < LOG_CONSOLES_MAX; i++)
		log_console_reopen(i);
}

/* Keys that were typed before there was a question are no answer to it. */
static void forget_keys(void)
{
	for (int i = 0; i < LOG_CONSOLES_MAX; i++)
		if (log_console(i) >= 0)
			(void)tcflush(log_console(i), TCIFLUSH);
}

static void count_down(const struct config *config)
{
	struct deadline end = deadline_in(io_now_ms(), config->rescue_ms);
	int shells = 0;

	forget_keys();
	while (!deadline_passed(end, io_now_ms())) {
		uint64_t now_ms = io_now_ms();
		struct deadline next = deadline_in(now_ms, COUNTDOWN_EVERY_MS);
		bool keys = config->shell && shells < SHELLS_MAX;

		rescue_show_countdown(deadline_left_ms(end, now_ms), keys);
		struct pid1_event event = pid1_wait(deadline_earlier(next, end), keys);

		recover_obey(&event);
		if (event.what != PID1_KEY)
			continue;
		run_shell(event.console);
		shells++;
		end = deadline_in(io_now_ms(), config->rescue_ms);
	}
}

no_return void recover(const struct config *config, const char *step,
		       const struct failure *why)
{
	/* rescue that was asked for is not the failure that nixos.on-failure= is about */
	enum config_on_failure then =
		why->code == FAILURE_NONE ? ON_FAILURE_RESCUE : config->on_failure;

	const char *next =
		config->returns_to_host
			? "A reboot brings the host back."
			: "A reboot starts what this machine boots by default.";

	if (then == ON_FAILURE_POWEROFF)
		next = "Powering off in 10 s.";
	else if (then == ON_FAILURE_REBOOT)
		next = "Rebooting in 10 s.";
	rescue_show(step, why, next);
	if (then == ON_FAILURE_RESCUE)
		count_down(config);
	else
		wait_ms(READ_MS);
	leave(then == ON_FAILURE_POWEROFF ? RB_POWER_OFF : RB_AUTOBOOT);
}
