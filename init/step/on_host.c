/* SPDX-License-Identifier: MIT */
#include "step/on_host.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "pure/config.h"
#include "step/report.h"
#include "step/source_tree.h"
#include "sys/log.h"

enum {
	REPORT_FD = 3,
	EXIT_USAGE = 2,
};

/* Mirrors are asked in order, as they will be; one that holds is enough. */
static int prove(const struct config *config, struct failure *why)
{
	uint64_t kernel_bytes = 0, initrd_bytes = 0;
	int r = -EIO;

	for (size_t i = 0; r < 0 && i < config->url_count; i++)
		r = source_tree_prove(config, config->urls[i], &kernel_bytes,
				      &initrd_bytes, why);
	if (r == 0)
		report_proof(REPORT_FD, kernel_bytes, initrd_bytes);
	return r;
}

int on_host_main(int argc, char **argv)
{
	static struct config config;
	struct failure why;

	if (argc != 3 || strcmp(argv[1], "prove") != 0)
		return EXIT_USAGE;
	(void)signal(SIGPIPE, SIG_IGN);
	log_to(STDOUT_FILENO);
	config_init(&config);
	int r = config_apply(&config, argv[2], &why);

	if (r == 0)
		r = config_check(&config, &why);
	if (r == 0)
		r = prove(&config, &why);
	if (r < 0)
		report_failed(REPORT_FD, &why);
	return r < 0;
}
