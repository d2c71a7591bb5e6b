/* SPDX-License-Identifier: MIT */
/*
 * dhcp-event EVENT    what udhcpc runs where others have a shell script
 * dhcp6-event EVENT   the same for udhcpc6
 * ra-listen LINK      listens for router advertisements
 *
 * One small program by three names, under the account of the DHCP clients: it decodes what
 * comes from the network and hands the worker one message of fixed size for each event.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "netevent/event.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} names[] = {
	{ "dhcp-event", dhcp_event_main },
	{ "dhcp6-event", dhcp6_event_main },
	{ "ra-listen", ra_listen_main },
};

int main(int argc, char **argv)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const char *name = slash ? slash + 1 : argc > 0 ? argv[0] : "";

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(name, names[i].name) == 0)
			return names[i].run(argc, argv);
	(void)fputs("netevent: to be called dhcp-event, dhcp6-event or ra-listen\n",
		    stderr);
	return EXIT_FAILURE;
}
