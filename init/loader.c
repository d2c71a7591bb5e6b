/* SPDX-License-Identifier: MIT */
/*
 * loader ATTEMPT DEATHS STARTED_MS: fetch from the ATTEMPTth mirror, prove and load; report
 * to descriptor 3.  A program of its own, so that PID 1 has nothing of it.
 * on-host: the same program, asked before the host is left (step/on_host.h).
 */
#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "base/text.h"
#include "step/loader.h"
#include "step/on_host.h"
#include "sys/config_files.h"
#include "sys/log.h"

enum {
	REPORT_FD = 3,
	EXIT_USAGE = 2,
};

static int parse_numbers(char **argv, uint64_t *ret, size_t count)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++)
		r = text_to_u64(argv[i], strlen(argv[i]), INT64_MAX, &ret[i]);
	return r;
}

/* What PID 1 has read already, and found good. */
static int read_config(struct config *c)
{
	struct failure why;
	int r = config_files_read(c, &why);

	/* a person may have changed it since */
	return r < 0 || config_check(c, &why) < 0 ? -EINVAL : 0;
}

int main(int argc, char **argv)
{
	static struct config config;
	uint64_t numbers[3] = { 0 };
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;

	if (strcmp(slash ? slash + 1 : argc > 0 ? argv[0] : "", "on-host") == 0)
		return on_host_main(argc, argv);
	if (argc != 4 || parse_numbers(argv + 1, numbers, ARRAY_LEN(numbers)) < 0 ||
	    read_config(&config) < 0)
		return EXIT_USAGE;
	int r = log_open(numbers[2]);

	(void)r; /* without a console there is the kernel's log */
	log_set_verbose(config.verbose);
	const struct loader_args args = {
		.config = &config,
		.url = config.urls[numbers[0] % config.url_count],
		.deaths = (unsigned int)numbers[1],
	};

	loader_worker(&args, REPORT_FD);
}
