/* SPDX-License-Identifier: MIT */
#include "step/loader.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/writer.h"
#include "pure/url.h"
#include "step/hooks.h"
#include "step/load.h"
#include "step/reach.h"
#include "step/report.h"
#include "step/room.h"
#include "step/source.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/watchdog.h"

/* The OOM killer shoots whoever calls kexec; it must be this process, not PID 1. */
static void volunteer_for_oom(void)
{
	int r = io_write_file("/proc/self/oom_score_adj", "1000");

	if (r < 0)
		log_line("load: oom_score_adj: %s", strerror(-r));
}

static int check_watchdog(const struct config *config, struct failure *why)
{
	const char *obstacle = config->watchdog_s > 0 ? watchdog_obstacle() : NULL;

	return obstacle ? failure_set(why, FAILURE_CONFIG_VALUE, "nixos.watchdog=", "%s",
				      obstacle)
			: 0;
}

/* What the command line of stage two says has the last word. */
static int add_hooks_words(const char *append, char ret[static CONFIG_APPEND_SIZE],
			   struct failure *why)
{
	struct writer to = writer_over(ret, CONFIG_APPEND_SIZE);
	char words[CONFIG_APPEND_SIZE];
	int r = hooks_target_words(words, sizeof(words), why);

	if (r < 0)
		return r;
	writer_printf(&to, "%s%s%s", words, words[0] && append[0] ? " " : "", append);
	return writer_ok(&to) ? 0
			      : failure_set(why, FAILURE_HOOK, "cmdline",
					    "too long for the target's command line");
}

static int fetch_and_load(const struct loader_args *args, unsigned int deaths,
			  int report_fd, struct failure *why)
{
	cleanup_verdict struct verdict verdict = { .kernel = { .bytes = NULL } };
	const struct load_ways ways = load_ways_here(args->config->load_way, deaths);
	static struct config config; /* as it is, and with what hooks add; large */
	struct reach reach;
	const struct acquire acquire = {
		.config = args->config,
		.url = args->url,
		.way = ways.ways[0],
		.report_fd = report_fd,
		.reach = &reach,
	};

	reach_read(args->config, &reach);
	int r = source_acquire(&acquire, &verdict, why);

	if (r < 0)
		return r;
	config = *args->config;
	r = hooks_run(&(struct hooks_job){ .event = "after-verify",
					   .url = args->url,
					   .step = "fetch" },
		      report_fd, why);
	if (r == 0)
		r = add_hooks_words(args->config->append, config.append, why);
	if (r < 0)
		return r;
	if (args->to)
		return load_write(&verdict, &config, args->to, why);
	log_line("step=load");
	room_drop_caches();
	return load_verdict(&verdict, &config, &ways, report_fd, why);
}

int loader_run(const struct loader_args *args, int report_fd, struct failure *why)
{
	char shown[URL_MAX];
	unsigned int deaths = args->deaths;

	url_redact(args->url, shown, sizeof(shown));
	log_line("fetch: %s", shown);
	int r = args->to ? 0 : load_check_permitted(why);

	if (r == 0)
		r = check_watchdog(args->config, why);
	if (r == 0)
		r = fetch_and_load(args, deaths, report_fd, why);
	while (r == -ESTALE && ++deaths < LOAD_WAYS) {
		log_line("load: %s: %s; the image is fetched anew", why->object,
			 why->why);
		r = fetch_and_load(args, deaths, report_fd, why);
	}
	return r;
}

no_return void loader_worker(const void *arg, int report_fd)
{
	struct failure why;

	(void)signal(SIGPIPE, SIG_IGN);
	volunteer_for_oom();
	room_make();
	int r = loader_run(arg, report_fd, &why);

	if (r < 0)
		report_failed(report_fd, &why);
	else
		report_ready(report_fd);
	_exit(r < 0);
}
