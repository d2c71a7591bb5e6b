/* SPDX-License-Identifier: MIT */
#include "step/load_job.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "step/paths.h"
#include "step/report.h"
#include "sys/process.h"

enum {
	NUMBER_SIZE = 24,     /* any 64 bits in decimal */
	LOADER_REPORT_FD = 3, /* where the loader speaks to PID 1 */
};

static const char loader_path[] = PATH_LIB "/loader";

/* It becomes the program that knows how to fetch and load: PID 1 does not. */
no_return void load_job(const void *arg, int report_fd)
{
	const struct load_job *job = arg;
	char attempt[NUMBER_SIZE], deaths[NUMBER_SIZE], started_ms[NUMBER_SIZE];
	const char *const argv[] = { loader_path, attempt, deaths, started_ms, NULL };
	struct failure why;

	(void)snprintf(attempt, sizeof(attempt), "%u", job->attempt);
	(void)snprintf(deaths, sizeof(deaths), "%u", job->deaths);
	(void)snprintf(started_ms, sizeof(started_ms), "%llu",
		       (unsigned long long)job->started_ms);
	int r = process_become(loader_path, argv, report_fd);

	(void)failure_set(&why, FAILURE_INTERNAL, loader_path, "%s", strerror(-r));
	report_failed(LOADER_REPORT_FD, &why);
	_exit(1);
}
