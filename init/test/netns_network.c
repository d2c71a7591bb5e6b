/* SPDX-License-Identifier: MIT */
/*
 * The network worker without the rest of stage two, for net_*.sh: real netlink, udhcpc and
 * event program in a network namespace.  usage: netns_network GIVE_UP_MS
 * Log lines and reports go to standard output.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "step/dhcp_event.h"
#include "step/network.h"
#include "step/report.h"
#include "sys/log.h"
#include "sys/process.h"

/* In place of sys/log.c, which writes to the machine's consoles. */
void log_line(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	(void)vdprintf(STDOUT_FILENO, fmt, args);
	va_end(args);
	(void)dprintf(STDOUT_FILENO, "\n");
}

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
			log_line("REPORT %s %s", failure_name(report.failure.code),
				 report.failure.object);
	}
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	int ends[2];

	if (strcmp(slash ? slash + 1 : argv[0], "dhcp-event") == 0)
		return dhcp_event_main(argc, argv);
	if (argc != 2 || pipe(ends) < 0)
		return EXIT_FAILURE;
	pid_t worker = process_fork();

	if (worker < 0)
		return EXIT_FAILURE;
	if (worker == 0)
		network_worker(ends[1], strtoull(argv[1], NULL, 10));
	(void)close(ends[1]);
	print_reports(ends[0]);
	return EXIT_SUCCESS;
}
