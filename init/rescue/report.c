/* SPDX-License-Identifier: MIT */
#include "rescue/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "pure/rescue_request.h"
#include "rescue/report_text.h"
#include "rescue/terminal.h"
#include "sys/block_dev.h"
#include "sys/block_probe.h"
#include "sys/fd.h"
#include "sys/http_once.h"
#include "sys/io.h"
#include "sys/mounts.h"
#include "sys/net_facts.h"
#include "sys/random.h"

#define STICK "/run/takeover/stick"

enum {
	SERVE_MS = 10 * 60 * 1000,
	REPORT_MODE = 0600,
};

static struct {
	char text[REPORT_SIZE];
	size_t len;
} report;

static void collect(bool is_host)
{
	struct writer to = writer_over(report.text, sizeof(report.text));

	report_write(is_host, &to);
	report.len = to.len;
	int r = io_replace_file(RESCUE_REPORT, report.text, report.len, REPORT_MODE);

	if (r < 0)
		(void)fprintf(stderr, "%s: %s\n", RESCUE_REPORT, strerror(-r));
}

static int print(void)
{
	return fwrite(report.text, 1, report.len, stdout) == report.len ? 0 : -EIO;
}

struct offer {
	const char *path;
	uint16_t port;
};

static void show_url(void *context, const char *link, const char *address)
{
	const struct offer *o = context;
	bool v6 = strchr(address, ':') != NULL;

	(void)link;
	(void)printf("  http://%s%s%s:%u%s\n", v6 ? "[" : "", address, v6 ? "]" : "",
		     o->port, o->path);
}

/* Whoever was shown the path, and nobody else, and once. */
static int serve(void)
{
	char path[64];
	struct offer offer = { .path = path };
	cleanup_fd int fd = -1;
	int r = http_once_listen(&fd, &offer.port);

	if (r < 0)
		return r;
	(void)snprintf(path, sizeof(path), "/%08x%08x/report.txt", random_u32(),
		       random_u32());
	(void)printf("Once, within ten minutes:\n");
	net_facts_addresses(show_url, &offer);
	(void)fflush(stdout);
	r = http_once_serve(fd, path, report.text, report.len, SERVE_MS);
	if (r == 0)
		(void)printf("It was fetched.\n");
	return r;
}

struct stick {
	const char *path;
	struct block_dev dev;
};

static void find_stick(void *context, const struct block_dev *dev)
{
	struct stick *s = context;

	if (strcmp(dev->path, s->path) == 0)
		s->dev = *dev;
}

/* Not by io_replace_file(): what a stick has for a file system knows no modes. */
static int write_to_stick(void)
{
	cleanup_fd int fd =
		open(STICK "/takeover-report.txt",
		     O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, REPORT_MODE);
	int r = fd < 0 ? -errno : io_write_all(fd, report.text, report.len);

	return r == 0 && fsync(fd) < 0 ? -errno : r;
}

static int write_mounted(const char *path, const char *type)
{
	int r = mounts_add(path, STICK, type, "rw,nosuid,nodev,noexec");

	if (r < 0)
		return r;
	r = write_to_stick();
	if (umount2(STICK, 0) < 0 && r == 0)
		r = -errno;
	return r;
}

/* Only what can be taken out is written to: the host's own disks are no place for it. */
static int copy_to_stick(const char *path)
{
	struct stick s = { .path = path };
	struct block_content content;
	int r = block_dev_walk(find_stick, &s);

	if (r < 0)
		return r;
	if (!s.dev.name[0])
		return -ENODEV;
	if (!s.dev.is_removable) {
		(void)printf("%s cannot be taken out: nothing is written to it.\n", path);
		return -EPERM;
	}
	r = block_probe(path, &content);
	if (r == 0)
		r = block_dev_unprotect(&s.dev);
	if (r < 0)
		return r;
	r = write_mounted(path, content.type);
	if (block_dev_protect(&s.dev) < 0)
		(void)printf("%s can still be written to.\n", path);
	if (r == 0)
		(void)printf("takeover-report.txt is on %s.\n", path);
	return r;
}

int report_main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "print";
	int r = -EINVAL;

	collect(strcmp(how, "host") == 0);
	if (strcmp(how, "print") == 0 || strcmp(how, "host") == 0)
		r = print();
	else if (strcmp(how, "serve") == 0)
		r = serve();
	else if (strcmp(how, "usb") == 0 && argc > 2)
		r = copy_to_stick(argv[2]);
	else if (strcmp(how, "write") == 0)
		r = 0; /* done above */
	if (r < 0)
		(void)fprintf(stderr, "report: %s\n", strerror(-r));
	return r < 0;
}

void report_menu(void)
{
	char answer[LINE_SIZE];

	(void)printf("It is written to " RESCUE_REPORT ".\n");
	if (terminal_ask("[p]rint, [s]erve it once by HTTP, or the path of a USB stick's "
			 "partition:",
			 answer) < 0 ||
	    !answer[0])
		return;
	const char *argv[] = { "takeover", "report", "usb", answer, NULL };

	if (strcmp(answer, "p") == 0)
		argv[2] = "print";
	else if (strcmp(answer, "s") == 0)
		argv[2] = "serve";
	else if (answer[0] != '/')
		return;
	/* its own process: Ctrl-C ends it, and the countdown is held meanwhile */
	int r = terminal_run(RESCUE_PROGRAM, argv, NULL);

	if (r < 0)
		(void)printf("report: %s\n", strerror(-r));
}
