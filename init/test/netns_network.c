/* SPDX-License-Identifier: MIT */
/*
 * The network worker without the rest of stage two, for net_*.sh: real netlink and clients
 * in a network namespace.  usage: netns_network GIVE_UP_MS [CMDLINE]
 * Log lines and reports go to standard output.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "step/network.h"
#include "step/report.h"
#include "sys/process.h"
#include "test/log_to_stdout.h"

void log_trace(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	(void)vdprintf(STDOUT_FILENO, fmt, args);
	va_end(args);
	(void)dprintf(STDOUT_FILENO, "\n");
}

static void print_reports(int fd)
{
	struct report report;

	while (report_read(fd, &report) > 0) {
		if (report.kind == REPORT_READY)
			log_line("REPORT ready");
		else if (report.kind == REPORT_FAILED)
			log_line("REPORT %s %s: %s", failure_name(report.failure.code),
				 report.failure.object, report.failure.why);
	}
}

static int read_words(const char *cmdline, struct net_param *ret)
{
	struct cmdline_word word;
	struct netconf network;
	struct failure why;
	int r = 0;

	*ret = (struct net_param){ .n_ip = 0 };
	while (r == 0 && cmdline_next(&cmdline, &word))
		r = net_param_apply(ret, &word, &why);
	netconf_init(&network);
	if (r == 0)
		r = net_param_resolve(ret, &network, &why);
	if (r < 0)
		log_line("%s %s: %s", failure_name(why.code), why.object, why.why);
	return r;
}

int main(int argc, char **argv)
{
	struct net_param param;
	int ends[2];

	/* what it does to links and resolv.conf is not for the machine that tests */
	if (!getenv("IN_NAMESPACES") || argc < 2 || argc > 3 ||
	    read_words(argc == 3 ? argv[2] : "", &param) < 0 || pipe(ends) < 0)
		return EXIT_FAILURE;
	pid_t worker = process_fork();

	if (worker < 0)
		return EXIT_FAILURE;
	if (worker == 0)
		network_worker(ends[1], strtoull(argv[1], NULL, 10), &param);
	(void)close(ends[1]);
	print_reports(ends[0]);
	return EXIT_SUCCESS;
}
