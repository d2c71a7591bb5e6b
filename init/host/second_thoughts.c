/* SPDX-License-Identifier: MIT */
#include "host/second_thoughts.h"

#include <signal.h>
#include <stddef.h>

#include "base/attr.h"

static volatile sig_atomic_t came;

static void note(int signal)
{
	(void)signal;
	came = 1;
}

void second_thoughts_watch(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	/* no SA_RESTART: whoever waits shall notice */
	const struct sigaction action = { .sa_handler = note };

	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		(void)sigaction(signals[i], &action, NULL);
}

bool second_thoughts_came(void)
{
	return came;
}
