/* SPDX-License-Identifier: MIT */
#include "step/loader.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "pure/url.h"
#include "step/load.h"
#include "step/report.h"
#include "step/source_tree.h"
#include "sys/io.h"
#include "sys/kexec_file.h"
#include "sys/log.h"

/* The OOM killer shoots whoever calls kexec; it must be this process, not PID 1. */
static void volunteer_for_oom(void)
{
	int r = io_write_file("/proc/self/oom_score_adj", "1000");

	if (r < 0)
		log_line("load: oom_score_adj: %s", strerror(-r));
}

static int fetch_and_load(const struct loader_args *args, unsigned int deaths,
			  int report_fd, struct failure *why)
{
	cleanup_verdict struct verdict verdict = { .kernel = { .bytes = NULL } };
	const struct load_ways ways = load_ways_here(args->config->load_way, deaths);
	int r = source_tree_acquire(args->config, args->url, ways.ways[0], report_fd,
				    &verdict, why);

	if (r < 0)
		return r;
	log_line("step=load");
	return load_verdict(&verdict, args->config->append, &ways, report_fd, why);
}

no_return void loader_worker(const void *arg, int report_fd)
{
	const struct loader_args *args = arg;
	char shown[URL_MAX];
	struct failure why;
	unsigned int deaths = args->deaths;

	(void)signal(SIGPIPE, SIG_IGN);
	volunteer_for_oom();
	url_redact(args->url, shown, sizeof(shown));
	log_line("fetch: %s", shown);
	int r = load_check_permitted(&why);

	if (r == 0)
		r = fetch_and_load(args, deaths, report_fd, &why);
	while (r == -ESTALE && ++deaths < LOAD_WAYS) {
		log_line("load: %s: %s; the image is fetched anew", why.object, why.why);
		r = fetch_and_load(args, deaths, report_fd, &why);
	}
	if (r < 0)
		report_failed(report_fd, &why);
	else
		report_ready(report_fd);
	_exit(r < 0);
}

no_return void jump_worker(const void *unused, int report_fd)
{
	struct failure why;

	(void)unused;
	int r = kexec_jump();

	(void)failure_set(&why, FAILURE_JUMP_FAILED, "reboot", "%s", strerror(-r));
	report_failed(report_fd, &why);
	_exit(1);
}
