/* SPDX-License-Identifier: MIT */
/* The command `takeover`: stage one on any Linux host.  See takeover(8). */
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "host/boot.h"
#include "host/bundle.h"
#include "host/entry.h"
#include "host/options.h"
#include "host/publish.h"

enum {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
};

static const struct {
	const char *name;
	enum command command;
	int (*run)(const struct options *options);
} commands[] = {
	{ "check", COMMAND_CHECK, boot_check },
	{ "load", COMMAND_LOAD, boot_load },
	{ "boot", COMMAND_BOOT, boot_run },
	{ "unload", COMMAND_UNLOAD, boot_unload },
	{ "status", COMMAND_STATUS, boot_status },
	{ "entry", COMMAND_ENTRY, entry_run },
	{ "publish", COMMAND_PUBLISH, publish_run },
	{ "bundle", COMMAND_BUNDLE, bundle_write },
	{ "report", COMMAND_REPORT, boot_report },
};

static int point_to_help(void)
{
	(void)fputs("try: takeover --help\n", stderr);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;

	if (argc > 0 && strcmp(slash ? slash + 1 : argv[0], "run") == 0)
		return bundle_run(argc, argv);
	if (strcmp(name, "--help") == 0) {
		options_help();
		return EXIT_DONE;
	}
	if (strcmp(name, "--version") == 0) {
		(void)puts("takeover " TAKEOVER_VERSION);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		struct options options;

		if (strcmp(name, commands[i].name) != 0)
			continue;
		int r = options_parse(commands[i].command, argc - 1, argv + 1, &options);

		if (r != 0)
			return r < 0 ? point_to_help() : EXIT_DONE;
		return commands[i].run(&options) < 0 ? EXIT_FAILED : EXIT_DONE;
	}
	if (argc < 2)
		(void)fputs("takeover: no command was given\n", stderr);
	else
		(void)fprintf(stderr, "takeover: %s: no such command\n", name);
	return point_to_help();
}
