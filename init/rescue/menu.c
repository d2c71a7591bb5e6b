/* SPDX-License-Identifier: MIT */
/* The menu, for a person at a dumb terminal: numbers, one line a question. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "pure/rescue_request.h"
#include "rescue/auth.h"
#include "rescue/change.h"
#include "rescue/checks.h"
#include "rescue/disks.h"
#include "rescue/hooks.h"
#include "rescue/report.h"
#include "rescue/role.h"
#include "rescue/terminal.h"
#include "sys/control.h"
#include "sys/io.h"
#include "sys/process.h"

enum {
	REASON_SIZE = 4096,
	ENDING_SIZE = 64,
};

static void ask_pid1(enum rescue_request request)
{
	int r = control_send(RESCUE_CONTROL, (char)request);

	if (r < 0)
		(void)printf("PID 1 does not listen: %s\n", strerror(-r));
}

static void show_reason(void)
{
	char text[REASON_SIZE];

	if (io_read_file(RESCUE_REASON, text, sizeof(text)) >= 0)
		(void)fputs(text, stdout);
}

static void run_shell(void)
{
	static const char *const argv[] = { "takeover", "shell", NULL };

	(void)printf("A shell.  'exit' goes back to the menu.\n");
	int r = terminal_run(RESCUE_PROGRAM, argv, NULL);

	if (r == -ETIMEDOUT)
		(void)printf("\nNobody has used the shell for 15 minutes.\n");
	else if (r < 0)
		(void)printf("No shell: %s\n", strerror(-r));
}

static void retry(void)
{
	ask_pid1(RESCUE_RETRY);
}

static void reboot_now(void)
{
	ask_pid1(RESCUE_REBOOT);
}

static void power_off(void)
{
	ask_pid1(RESCUE_POWEROFF);
}

static const struct {
	const char *text;
	void (*run)(void);
	bool ends; /* this menu */
} entries[] = {
	{ "try again", retry, true },
	{ "change the URL", change_url, false },
	{ "change the digest", change_digest, false },
	{ "change the network", change_network, false },
	{ "change the target's command line", change_append, false },
	{ "why it failed", show_reason, false },
	{ "shell", run_shell, false },
	{ "check again", checks_show, false },
	{ "report", report_menu, false },
	{ "look for the host's root on the disks (read-only)", disks_menu, false },
	{ "let the host's root be written to", disks_unlock, false },
	{ "reboot to the host", reboot_now, true },
	{ "power off", power_off, true },
};

static void show_entries(void)
{
	for (size_t i = 0; i < ARRAY_LEN(entries); i++)
		(void)printf(" %2zu  %s\n", i + 1, entries[i].text);
	(void)printf("  0  leave: the countdown begins anew\n");
}

struct part {
	void (*run)(void);
};

static int run_part(const void *arg)
{
	const struct part *part = arg;

	part->run();
	return 0;
}

/* Whoever gets a shell from this menu could look into its memory: what was read and typed,
 * passwords in a URL among it, ends with a process of its own, and so does what crashes. */
static void run_apart(void (*run)(void))
{
	const struct part part = { run };
	char ending[ENDING_SIZE];
	int status, r = process_apart(run_part, &part, &status);

	if (r < 0) {
		(void)printf("That went wrong: %s\n", strerror(-r));
	} else if (status != 0) {
		process_describe_status(status, ending, sizeof(ending));
		(void)printf("That went wrong: %s\n", ending);
	}
}

/* Returns false when this menu is over. */
static bool choose(const char *line)
{
	uint64_t n;

	if (!line[0]) {
		show_entries();
		return true;
	}
	if (text_to_u64(line, strlen(line), ARRAY_LEN(entries), &n) < 0) {
		(void)printf("A number from 0 to %zu, then Enter.\n", ARRAY_LEN(entries));
		return true;
	}
	if (n == 0)
		return false;
	run_apart(entries[n - 1].run);
	return !entries[n - 1].ends;
}

int menu_for_login(void)
{
	char line[LINE_SIZE];
	int r;

	hooks_on_rescue();
	show_reason();
	run_apart(checks_show);
	show_entries();
	do {
		r = terminal_ask("takeover rescue>", line);
	} while (r == 0 && choose(line));
	if (r == -ETIMEDOUT)
		(void)printf("\nNobody is here.\n");
	ask_pid1(RESCUE_RELEASE);
	return r < 0;
}

static int pass(const void *unused)
{
	(void)unused;
	return auth_pass() ? 0 : 1;
}

/* usage: menu [IDLE-SECONDS] */
int menu_main(int argc, char **argv)
{
	uint64_t idle_s = RESCUE_IDLE_S;

	if (argc > 1 && text_to_u64(argv[1], strlen(argv[1]), RESCUE_IDLE_S, &idle_s) < 0)
		return 2;
	terminal_init((unsigned int)idle_s);
	int status, r = process_apart(pass, NULL, &status);

	/* not known is not passed */
	return r == 0 && status == 0 ? menu_for_login() : 1;
}
