/* SPDX-License-Identifier: MIT */
#include "step/on_host.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "pure/config.h"
#include "pure/url.h"
#include "step/disk.h"
#include "step/load.h"
#include "step/load_stage_two.h"
#include "step/loader.h"
#include "step/report.h"
#include "step/source.h"
#include "sys/config_files.h"
#include "sys/log.h"

enum {
	REPORT_FD = 3,
	FILES_FD =
		4, /* and behind it: of load what is to be loaded, of write empty files */
	EXIT_USAGE = 2,
};

static int prove(const struct config *config, const char *url, struct failure *why)
{
	struct sizes sizes = { 0 };
	const struct acquire a = {
		.config = config,
		.url = url,
		.report_fd = -1,
		.prove = &sizes,
	};
	struct url parsed = { .scheme = URL_HTTP };
	char words[DISK_WORDS_SIZE];
	const char *problem;
	int r = url_parse(url, &parsed, &problem);

	/* a file system that the host writes to cannot be read beside it */
	if (r == 0 && parsed.scheme == URL_DISK) {
		disk_look(&parsed, words);
		log_line("fetch: %s: %s; not proven before stage two reads it", url,
			 words);
		sizes.restores = true; /* for all that is known */
	} else {
		r = source_prove(&a, why);
	}
	if (r == 0)
		report_proof(REPORT_FD, sizes.kernel_bytes, sizes.initrd_bytes,
			     !sizes.restores);
	return r;
}

static int fetch(const struct config *config, const char *url, struct failure *why)
{
	cleanup_verdict struct verdict verdict = { .kernel = { .bytes = NULL } };
	const struct acquire a = {
		.config = config,
		.url = url,
		.way = LOAD_STORE, /* what stage two will try first */
		.report_fd = REPORT_FD,
	};
	int r = source_acquire(&a, &verdict, why);

	if (r == 0)
		report_proof(REPORT_FD, verdict.kernel.len, verdict.initrd.len,
			     !verdict.restores);
	return r;
}

static int direct(const struct config *config, const char *url, struct failure *why)
{
	const struct loader_args args = { .config = config, .url = url };
	int r = loader_run(&args, REPORT_FD, why);

	if (r == 0)
		report_ready(REPORT_FD);
	return r;
}

static int write_out(const struct config *config, const char *url, struct failure *why)
{
	const struct load_files files = { FILES_FD, FILES_FD + 1, FILES_FD + 2 };
	const struct loader_args args = { .config = config, .url = url, .to = &files };
	int r = 0;

	/* a mirror may have left a part */
	for (int fd = FILES_FD; r == 0 && fd <= files.cmdline_fd; fd++)
		if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
			r = failure_set(why, FAILURE_INTERNAL, "a file to write to", "%s",
					strerror(errno));
	if (r == 0)
		r = loader_run(&args, REPORT_FD, why);

	if (r == 0)
		report_ready(REPORT_FD);
	return r;
}

static const struct {
	const char *name;
	int (*run)(const struct config *config, const char *url, struct failure *why);
} jobs[] = {
	{ "prove", prove },
	{ "fetch", fetch },
	{ "direct", direct },
	{ "write", write_out },
};

static int read_config(struct config *ret, const char *cmdline, struct failure *why)
{
	struct failure later;

	config_init(ret);
	int r = config_files_read_baked(ret, why);

	if (config_apply(ret, cmdline, r < 0 ? &later : why) < 0)
		r = -EIO;
	return r < 0 ? r : config_check(ret, why);
}

static int load(const char *cmdline, struct failure *why)
{
	int r = load_stage_two_from(FILES_FD, FILES_FD + 1, cmdline, why);

	if (r == 0)
		report_ready(REPORT_FD);
	return r;
}

/* Mirrors are asked in order, as they will be; one that holds is enough.  -EINVAL: there is
 * no such job. */
static int run(const char *name, const char *cmdline, struct failure *why)
{
	static struct config config;
	size_t job = 0;

	if (strcmp(name, "load") == 0)
		return load(cmdline, why);
	while (job < ARRAY_LEN(jobs) && strcmp(name, jobs[job].name) != 0)
		job++;
	if (job == ARRAY_LEN(jobs))
		return -EINVAL;
	int r = read_config(&config, cmdline, why), done = -EIO;

	if (r < 0)
		return r;
	for (size_t i = 0; done < 0 && i < config.url_count; i++)
		done = jobs[job].run(&config, config.urls[i], why);
	return done < 0 ? -EIO : 0;
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
