/* SPDX-License-Identifier: MIT */
#include "rescue/report_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/attr.h"
#include "pure/redact.h"
#include "pure/rescue_request.h"
#include "rescue/disks.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/process.h"

enum {
	PART_SIZE = 1 << 17,
	LOG_SIZE = 1 << 20,
	COMMAND_MS = 10 * 1000,
};

/* Not only what is cut off is lost, but its beginning: the end of a log is what matters. */
static void write_text(struct writer *to, const char *text, size_t len, size_t max)
{
	struct redact redact = { .in_key = false };

	if (len > max) {
		const char *line = memchr(text + len - max, '\n', max);

		writer_text(to, "  [...]\n");
		line = line ? line + 1 : text + len - max;
		len -= (size_t)(line - text);
		text = line;
	}
	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t n = end ? (size_t)(end - text) : len;

		redact_line(&redact, text, n, to);
		writer_text(to, "\n");
		n += end != NULL;
		text += n;
		len -= n;
	}
}

static void write_file(struct writer *to, const char *path)
{
	static char text[PART_SIZE];
	ssize_t n = io_read_file(path, text, sizeof(text));

	writer_printf(to, "\n== %s\n", path);
	if (n < 0)
		writer_printf(to, "  (%s)\n", strerror((int)-n));
	else
		write_text(to, text, (size_t)n, sizeof(text) / 4);
}

/* A command's output goes into memory, so that one which hangs keeps nobody waiting. */
static void write_command(struct writer *to, const char *const *argv)
{
	static char text[PART_SIZE];
	cleanup_fd int fd = memfd_create("report", MFD_CLOEXEC);
	const struct spawn how = { .path = "/bin/busybox",
				   .argv = argv,
				   .fds = { -1, fd, fd, -1 } };
	int status = 0;
	pid_t pid = 0;

	writer_text(to, "\n==");
	for (const char *const *arg = argv; *arg; arg++)
		writer_printf(to, " %s", *arg);
	writer_text(to, "\n");
	int r = fd < 0 ? -errno : process_spawn(&how, &pid);

	if (r == 0) {
		r = process_wait(pid, COMMAND_MS, &status);
		if (r < 0)
			process_kill(pid);
	}
	if (r < 0)
		writer_printf(to, "  (%s)\n", strerror(-r));
	ssize_t n = fd < 0 ? 0 : pread(fd, text, sizeof(text), 0);

	if (n > 0)
		write_text(to, text, (size_t)n, sizeof(text) / 4);
}

static void write_kernel_log(struct writer *to)
{
	char *text = malloc(LOG_SIZE);
	int n = text ? klogctl(3, text, LOG_SIZE) : -1;

	writer_text(to, "\n== kernel log, with stage two's steps\n");
	if (n > 0 && !to->bad)
		write_text(to, text, (size_t)n,
			   to->cap - to->len > 4096 ? (to->cap - to->len) * 3 / 4 : 0);
	free(text);
}

void report_write(bool is_host, struct writer *to)
{
	static const char *const of_stage_two[] = { RESCUE_REASON, RESCUE_WORDS };
	static const char *const files[] = {
		"/proc/cmdline",
		"/proc/version",
		"/proc/uptime",
		"/proc/meminfo",
		"/proc/modules",
		"/proc/1/mounts", /* on a host this process has a root of its own */
		"/proc/partitions",
		"/proc/consoles",
		"/sys/kernel/security/lockdown",
		"/run/takeover/netroot/etc/resolv.conf",
	};
	static const char *const commands[][4] = {
		{ "ip", "addr", NULL },        { "ip", "route", NULL },
		{ "ip", "-6", "route", NULL }, { "ip", "neigh", NULL },
		{ "lspci", "-k", NULL },
	};
	static const char *const processes[] = { "ps", NULL };

	writer_text(to, "nixos-takeover " TAKEOVER_VERSION
			": report; secrets are left out as ***\n");
	for (size_t i = 0; !is_host && i < ARRAY_LEN(of_stage_two); i++)
		write_file(to, of_stage_two[i]);
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		write_file(to, files[i]);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		write_command(to, commands[i]);
	if (!is_host)
		write_command(to, processes);
	writer_text(to, "\n== block devices\n");
	disks_write(to);
	write_kernel_log(to);
}
