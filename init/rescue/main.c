/* SPDX-License-Identifier: MIT */
/*
 * The rescue program, `takeover` in stage two: everything that a person sees after a
 * failure.  It is no part of PID 1, so that PID 1 stays small and nothing here can stop it.
 */
#include <stdio.h>
#include <string.h>

#include "rescue/role.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *does;
} roles[] = {
	{ "check-network", check_network_main,
	  "what stands between this machine and its source" },
	{ "menu", menu_main, "the menu that Enter opens on a console" },
};

int main(int argc, char **argv)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const char *name = slash ? slash + 1 : argc > 0 ? argv[0] : "";

	if (strcmp(name, "last-resort") == 0)
		last_resort_main(argc > 1 ? argv[1] : "??");
	for (size_t i = 0; argc > 1 && i < ARRAY_LEN(roles); i++)
		if (strcmp(argv[1], roles[i].name) == 0)
			return roles[i].run(argc - 1, argv + 1);
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		(void)fprintf(stderr, "takeover %-16s %s\n", roles[i].name,
			      roles[i].does);
	return 2;
}
