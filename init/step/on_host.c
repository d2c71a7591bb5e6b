/* SPDX-License-Identifier: MIT */
#include "step/on_host.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "pure/config.h"
#include "step/load_stage_two.h"
#include "step/report.h"
#include "step/source.h"
#include "sys/config_files.h"
#include "sys/log.h"

enum {
	REPORT_FD = 3,
	KERNEL_FD = 4, /* of load: files */
	INITRD_FD = 5,
	EXIT_USAGE = 2,
};

/* Mirrors are asked in order, as they will be; one that holds is enough. */
static int prove(const struct config *config, struct failure *why)
{
	struct sizes sizes = { 0 };
	int r = -EIO;

	for (size_t i = 0; r < 0 && i < config->url_count; i++) {
		sizes = (struct sizes){ 0 };
		const struct acquire a = {
			.config = config,
			.url = config->urls[i],
			.report_fd = -1,
			.prove = &sizes,
		};

		r = source_prove(&a, why);
	}
	if (r == 0)
		report_proof(REPORT_FD, sizes.kernel_bytes, sizes.initrd_bytes);
	return r;
}

/* One of the two jobs.  -EINVAL: there is no such job. */
static int run(const char *job, const char *cmdline, struct failure *why)
{
	static struct config config;

	if (strcmp(job, "load") == 0) {
		int r = load_stage_two_from(KERNEL_FD, INITRD_FD, cmdline, why);

		if (r == 0)
			report_ready(REPORT_FD);
		return r;
	}
	if (strcmp(job, "prove") != 0)
		return -EINVAL;
	config_init(&config);
	struct failure later;
	int r = config_files_read_baked(&config, why);

	if (config_apply(&config, cmdline, r < 0 ? &later : why) < 0)
		r = -EIO;
	if (r == 0)
		r = config_check(&config, why);
	return r < 0 ? r : prove(&config, why);
}

int on_host_main(int argc, char **argv)
{
	struct failure why;

	if (argc != 3)
		return EXIT_USAGE;
	(void)signal(SIGPIPE, SIG_IGN);
	log_to(STDOUT_FILENO);
	int r = run(argv[1], argv[2], &why);

	if (r == -EINVAL)
		return EXIT_USAGE;
	if (r < 0)
		report_failed(REPORT_FD, &why);
	return r < 0;
}
