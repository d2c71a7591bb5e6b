/* SPDX-License-Identifier: MIT */
/*
 * The rescue program, `takeover` in stage two: everything that a person sees after a
 * failure.  It is no part of PID 1, so that PID 1 stays small and nothing here can stop it.
 */
#include <stdio.h>
#include <string.h>

#include "rescue/check_network.h"
#include "rescue/checks.h"
#include "rescue/disks.h"
#include "rescue/hooks.h"
#include "rescue/report.h"
#include "rescue/role.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *does;
} roles[] = {
	{ "check-network", check_network_main,
	  "what stands between this machine and its source" },
	{ "menu", menu_main, "the menu that Enter opens on a console" },
	{ "shell", shell_main, "a shell that is not shown what is secret" },
	{ "ssh", ssh_main, "the SSH server, for whom the host let in" },
	{ "hooks", hooks_main, "EVENT: run its hooks" },
	{ "check", checks_main, "what works and what does not, a line each" },
	{ "report", report_main,
	  "[print|serve|usb DEVICE]: what happened, without secrets" },
	{ "rescue-chroot", chroot_main, "[COMMAND]: enter the host's root, read-only" },
};

int main(int argc, char **argv)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const char *name = slash ? slash + 1 : argc > 0 ? argv[0] : "";

	if (strcmp(name, "last-resort") == 0)
		last_resort_main(argc > 1 ? argv[1] : "??");
	if (strcmp(name, "login") == 0 || strcmp(name, "-login") == 0)
		return login_main(argc, argv);
	for (size_t i = 0; argc > 1 && i < ARRAY_LEN(roles); i++)
		if (strcmp(argv[1], roles[i].name) == 0)
			return roles[i].run(argc - 1, argv + 1);
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		(void)fprintf(stderr, "takeover %-16s %s\n", roles[i].name,
			      roles[i].does);
	return 2;
}
