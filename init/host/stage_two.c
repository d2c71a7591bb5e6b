/* SPDX-License-Identifier: MIT */
#include "host/stage_two.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "host/local_image.h"
#include "host/say.h"
#include "host/second_thoughts.h"
#include "initrd-builder/extract.h"
#include "initrd-builder/reason.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/process.h"

enum {
	/* a server that stalls is given up by fetch long before */
	SILENCE_MS = 5 * 60 * 1000,
	EXIT_MS = 10 * 1000,
	REPORT_MS = 120 * 1000, /* its commands have deadlines of their own */
	REPORT_FD = 3,          /* of the program; behind it the job's files */
	FIRST_FREE_FD = 16,
	RESOLV_CONF_MAX = 64 * 1024,
};

/* --- its root ------------------------------------------------------------------------ */

static int fill_root(int initrd_fd, const char *folder)
{
	const struct image_limits limits = IMAGE_LIMITS;
	const struct extract_options options = { .folder = folder,
						 .bytes_max = limits.bytes };
	const struct outcome_options all = { .limits = limits };
	cleanup_image struct image image = { 0 };
	cleanup_outcome struct outcome outcome = { 0 };
	char path[32];
	struct reason why;

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", initrd_fd);
	if (image_read(path, &limits, &image, &why) != 0 ||
	    outcome_of(&image, &all, &outcome, &why) != 0 ||
	    extract_tree(&outcome, &options, &why) != 0)
		return say_error("E-HOST-ARCHIVE", "%s", why.text);
	return 0;
}

/* As stage two lays it out before it asks anybody anything: no name of the host's own
 * /etc/hosts will be known there. */
static int add_resolver(void)
{
	static const char *const folders[] = { "run/takeover", "run/takeover/netroot",
					       "run/takeover/netroot/etc" };
	static const char hosts[] = "127.0.0.1 localhost\n::1 localhost\n";
	uint8_t *text = NULL;
	size_t len = 0;
	int r = io_load_file("/etc/resolv.conf", RESOLV_CONF_MAX, &text, &len);

	if (r < 0)
		len = 0; /* an address needs none */
	r = 0;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(folders); i++)
		if (mkdir(folders[i], 0755) < 0)
			r = -errno;
	if (r == 0)
		r = io_replace_file("run/takeover/netroot/etc/resolv.conf",
				    text ? (const void *)text : "", len, 0644);
	if (r == 0)
		r = io_replace_file("run/takeover/netroot/etc/hosts", hosts,
				    sizeof(hosts) - 1, 0644);
	free(text);
	return r;
}

static int add_kernel_file_systems(void)
{
	static const char *const names[] = { "/proc", "/sys", "/dev" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (mount(names[i], names[i] + 1, NULL, MS_BIND | MS_REC, NULL) < 0)
			return -errno;
	return 0;
}

/* A folder that every system has; what is below it is hidden from this process alone. */
static const char *mount_point(void)
{
	static const char *const folders[] = { "/tmp", "/run", "/mnt", "/var" };

	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (access(folders[i], F_OK) == 0)
			return folders[i];
	return "/dev";
}

static int enter_root(const struct stage_two *how)
{
	const char *folder = mount_point();
	mode_t old_umask = umask(0);
	int files[LOCAL_FILES], r = 0;

	if (unshare(CLONE_NEWNS) < 0)
		r = -errno;
	else if (how->image)
		r = local_image_open(how->image, files); /* before its folder is hidden */
	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "a root of its own: %s", strerror(-r));
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("takeover", folder, "tmpfs", MS_NODEV, "mode=0755") < 0)
		return say_error("E-HOST-ARCHIVE", "a file system in memory: %s",
				 strerror(errno));
	r = fill_root(how->initrd_fd, folder);
	if (r == 0 && how->image) {
		r = local_image_show(how->image, files, folder);
		if (r < 0)
			r = say_error("E-HOST-ARCHIVE", "image: %s", strerror(-r));
	}
	(void)umask(old_umask);
	if (r < 0)
		return r;
	if (chdir(folder) < 0)
		r = -errno;
	if (r == 0)
		r = add_resolver();
	if (r == 0)
		r = add_kernel_file_systems();
	if (r == 0 && (chroot(".") < 0 || chdir("/") < 0))
		r = -errno;
	return r < 0 ? say_error("E-HOST-ARCHIVE", "%s: %s", folder, strerror(-r)) : 0;
}

/* --- the program --------------------------------------------------------------------- */

/* To numbers that none of them has yet, so that no copy closes another; their originals are
 * closed by the exec. */
static int pass_fds(const struct stage_two *how, int report_fd)
{
	int fds[STAGE_TWO_FILES_MAX + 1] = { report_fd };
	int copies[ARRAY_LEN(fds)];

	memcpy(fds + 1, how->files, sizeof(how->files));
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		copies[i] =
			fds[i] > 0 ? fcntl(fds[i], F_DUPFD_CLOEXEC, FIRST_FREE_FD) : -1;
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		if (fds[i] > 0 && dup2(copies[i], REPORT_FD + (int)i) < 0)
			return -errno;
	return 0;
}

no_return static void become(const struct stage_two *how, int report_fd)
{
	const char *const argv[] = { "on-host", how->job, how->cmdline, NULL };
	int null;

	if (enter_root(how) < 0)
		_exit(1);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (dup2(null, STDIN_FILENO) < 0 ||
	    (how->is_silent && dup2(null, STDOUT_FILENO) < 0) ||
	    pass_fds(how, report_fd) < 0)
		_exit(1);
	int r = process_exec("/lib/takeover/loader", argv, NULL);

	(void)say_error("E-HOST-ARCHIVE", "stage two's program: %s", strerror(-r));
	_exit(1);
}

/* Returns 1 with its last report, 0 if there was none, -ETIMEDOUT or -ECANCELED. */
static int hear(int fd, struct report *ret)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int found = 0;

	for (;;) {
		struct report got;
		int n = poll(&p, 1, SILENCE_MS);

		if (second_thoughts_came())
			return -ECANCELED;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -ETIMEDOUT;
		ssize_t len = io_read(fd, &got, sizeof(got));

		if (len <= 0 || !report_msg_is_valid(&got, (size_t)len))
			return found;
		if (got.kind == REPORT_PROGRESS)
			continue;
		*ret = got;
		found = 1;
	}
}

int stage_two_run(const struct stage_two *how, struct report *ret)
{
	char ended[64];
	int pipe_ends[2], status = 0;

	(void)fflush(stdout);
	if (pipe2(pipe_ends, O_CLOEXEC) < 0)
		return say_error("E-INTERNAL", "pipe: %s", strerror(errno));
	cleanup_fd int read_end = pipe_ends[0];
	cleanup_fd int write_end = pipe_ends[1];
	pid_t child = process_fork();

	if (child < 0)
		return say_error("E-INTERNAL", "fork: %s", strerror(-child));
	if (child == 0)
		become(how, write_end);
	(void)close(take_fd(&write_end));
	int heard = hear(read_end, ret);

	if (heard < 0)
		process_kill(child);
	if (process_wait(child, EXIT_MS, &status) < 0)
		process_kill(child);
	if (heard > 0)
		return 0;
	if (heard == -ECANCELED)
		return heard;
	process_describe_status(status, ended, sizeof(ended));
	return say_error("E-WORKER-DIED", "stage two's programs on this host: %s",
			 heard < 0 ? "no word for five minutes" : ended);
}

int stage_two_report(int initrd_fd)
{
	static const char *const argv[] = { "takeover", "report", "host", NULL };
	static const char *const environment[] = { "PATH=/bin", NULL };
	const struct stage_two how = { .initrd_fd = initrd_fd };
	int status = 0;

	(void)fflush(stdout);
	pid_t child = process_fork();

	if (child == 0) {
		if (enter_root(&how) == 0 &&
		    process_exec("/lib/takeover/rescue", argv, environment) < 0)
			(void)say_error("E-HOST-ARCHIVE", "stage two's program: %s",
					strerror(errno));
		_exit(1);
	}
	int r = child < 0 ? child : process_wait(child, REPORT_MS, &status);

	if (r == -ETIMEDOUT)
		process_kill(child);
	if (r == 0 && status != 0)
		r = -EIO;
	return r < 0 ? say_error("E-WORKER-DIED", "report: %s", strerror(-r)) : 0;
}
