/* SPDX-License-Identifier: MIT */
#include "rescue/hooks.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "pure/hook.h"
#include "rescue/role.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/process.h"

extern char **environ;

enum {
	LINE_MAX = 200,  /* longer ones are cut */
	LINES_MAX = 200, /* of one hook; the rest is read and dropped */
	LOOK_MS = 200,
	GRACE_MS = 2000, /* for its last words, after its end */
};

struct hook {
	const char *event, *name;
	char line[LINE_MAX];
	size_t len;
	int lines;
};

/* The kernel's log has it all; level 3 is what also reaches the consoles. */
static void log_text(const struct hook *h, const char *text)
{
	char record[LINE_MAX + 128];
	cleanup_fd int fd = open("/dev/kmsg", O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC);
	int n = snprintf(record, sizeof(record), "<3>takeover: hook %s/%s: %s\n",
			 h->event, h->name, text);
	int r = fd < 0 ? -1 : io_write_all(fd, record, (size_t)n);

	(void)r; /* a log that cannot be written stops nothing */
}

static void end_line(struct hook *h)
{
	char shown[LINE_MAX];

	text_sanitize(shown, sizeof(shown), h->line, h->len);
	if (h->len > 0 && h->lines < LINES_MAX)
		log_text(h, shown);
	if (h->len > 0 && ++h->lines == LINES_MAX)
		log_text(h, "says too much: the rest is dropped");
	h->len = 0;
}

static void take_output(struct hook *h, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\n' || h->len == sizeof(h->line) - 1)
			end_line(h);
		if (bytes[i] != '\n')
			h->line[h->len++] = bytes[i];
	}
}

/* Returns false at the end of its output. */
static bool read_output(struct hook *h, int fd, int timeout_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char bytes[4096];

	if (poll(&p, 1, timeout_ms) <= 0)
		return true;
	ssize_t n = io_read(fd, bytes, sizeof(bytes));

	if (n <= 0)
		return false;
	take_output(h, bytes, (size_t)n);
	return true;
}

/* Its status, or -ETIMEDOUT.  Whoever it left behind in its group ends with it. */
static int watch(struct hook *h, pid_t pid, int output)
{
	uint64_t until_ms = io_now_ms() + HOOK_SECONDS * 1000ULL;
	int status = 0, r;
	bool open = true;

	do {
		if (open)
			open = read_output(h, output, LOOK_MS);
		r = process_wait(pid, open ? 0 : LOOK_MS, &status);
	} while (r == -ETIMEDOUT && io_now_ms() < until_ms);
	process_kill(pid);
	if (r == -ETIMEDOUT && process_wait(pid, GRACE_MS, &status) < 0)
		log_text(h, "does not die");
	until_ms = io_now_ms() + GRACE_MS;
	while (open && io_now_ms() < until_ms)
		open = read_output(h, output, LOOK_MS);
	end_line(h);
	return r < 0 ? r : status;
}

static int run(struct hook *h, const char *path)
{
	const char *const argv[] = { path, NULL };
	/* execve(2) changes nothing of it; environ is older than const */
	union {
		char **theirs;
		const char *const *ours;
	} environment = { .theirs = environ };
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	cleanup_fd int output = ends[0];
	struct spawn how = { .path = path,
			     .argv = argv,
			     .envp = environment.ours,
			     .fds = { -1, ends[1], ends[1], -1 } };
	int r = process_spawn(&how, &pid);

	(void)close(ends[1]);
	return r < 0 ? r : watch(h, pid, output);
}

static void note(const struct hook *h, const char *how)
{
	char text[LINE_MAX + 128];
	int n = snprintf(text, sizeof(text), "%s: %s", h->name, how);
	int r = io_replace_file(HOOK_RESULT, text, (size_t)n, 0644);

	log_text(h, r < 0 ? strerror(-r) : how);
}

/* Returns the exit status of this program: 0, HOOK_LATER, or 1. */
static int run_one(const char *event, const char *name)
{
	struct hook h = { .event = event, .name = name };
	char path[320], how[96];

	(void)snprintf(path, sizeof(path), HOOK_FOLDER "/%s/%.200s", event, name);
	if (access(path, X_OK) < 0) {
		note(&h, "is not executable");
		return 1;
	}
	int status = run(&h, path);

	if (status == 0)
		return 0;
	if (status == -ETIMEDOUT)
		(void)snprintf(how, sizeof(how), "did not end within %d s: killed",
			       HOOK_SECONDS);
	else if (status < 0)
		(void)snprintf(how, sizeof(how), "%s", strerror(-status));
	else
		process_describe_status(status, how, sizeof(how));
	if (status > 0 && WIFEXITED(status) && WEXITSTATUS(status) == HOOK_LATER) {
		note(&h, "asks to be run again later");
		return HOOK_LATER;
	}
	note(&h, how);
	return 1;
}

static int is_hook(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	/* what editors leave behind, and a note for people, are none */
	return entry->d_name[0] != '.' && entry->d_name[len - 1] != '~' &&
	       strcmp(entry->d_name, "README.md") != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int hooks_main(int argc, char **argv)
{
	struct dirent **found = NULL;
	char folder[128];
	int status = 0;

	if (argc != 2)
		return 2;
	(void)unlink(HOOK_RESULT);
	(void)mkdir(HOOK_TARGET, 0755); /* there it may be */
	(void)mkdir(HOOK_TARGET "/takeover", 0755);
	(void)snprintf(folder, sizeof(folder), HOOK_FOLDER "/%.64s", argv[1]);
	int n = scandir(folder, &found, is_hook, by_bytes);

	for (int i = 0; i < n; i++) {
		if (status == 0)
			status = run_one(argv[1], found[i]->d_name);
		free(found[i]);
	}
	free((void *)found);
	return status;
}

void hooks_on_rescue(void)
{
	static char event[] = "on-rescue", name[] = "hooks";
	char *argv[] = { name, event, NULL };
	pid_t pid = access(HOOK_FOLDER "/on-rescue", F_OK) == 0 ? process_fork() : -1;

	if (pid != 0)
		return; /* whoever came to help does not wait for it */
	if (clearenv() != 0 || setenv("PATH", "/bin:/lib/takeover", 1) < 0 ||
	    setenv("TAKEOVER_EVENT", event, 1) < 0 ||
	    setenv("TAKEOVER_TARGET", HOOK_TARGET, 1) < 0)
		_exit(1);
	_exit(hooks_main(2, argv));
}
