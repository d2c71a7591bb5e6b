/* SPDX-License-Identifier: MIT */
/* mkinitrd: initrds from specs and kernels; mkinitrd(8) is its manual. */
#include <string.h>

#include "base/attr.h"
#include "initrd-builder/cmd.h"

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(int argc, char **argv);
	} commands[] = {
		{ "build", cmd_build },     { "modules", cmd_modules },
		{ "append", cmd_append },   { "list", cmd_list },
		{ "extract", cmd_extract }, { "cat", cmd_cat },
		{ "verify", cmd_verify },   { "diff", cmd_diff },
		{ "report", cmd_report },   { "explain", cmd_explain },
	};

	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return cmd_usage(stdout);
	for (size_t i = 0; argc > 1 && i < ARRAY_LEN(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	return cmd_usage(stderr);
}
