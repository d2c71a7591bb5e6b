/* SPDX-License-Identifier: MIT */
/*
 * `takeover shell`: the shell of the menu.  Whoever sits at a console need not know what
 * root of the host knew, so the files that hold secrets are covered there, in a mount
 * namespace of the shell's own: the next try needs them as they are.  This keeps them from
 * eyes and logs, not from root who looks for them.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/span.h"
#include "base/text.h"
#include "base/writer.h"
#include "pure/redact.h"
#include "pure/rescue_request.h"
#include "rescue/role.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/mounts.h"
#include "sys/process.h"

#define SHOWN "/run/takeover/shown"

enum {
	TEXT_SIZE = 16384,
	SHOWN_SIZE = 2 * TEXT_SIZE, /* "***" may be longer than what it stands for */
	PATH_SIZE = 320,
};

static int cover(const char *path, const char *with)
{
	return mount(with, path, NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

/* Words without passwords, tokens and the like. */
static int cover_words(const char *path)
{
	static char text[TEXT_SIZE], shown[SHOWN_SIZE];
	struct writer to = writer_over(shown, sizeof(shown));
	struct redact redact = { .in_key = false };
	ssize_t n = io_read_file(path, text, sizeof(text));

	if (n < 0)
		return n == -ENOENT ? 0 : cover(path, "/dev/null");
	for (struct span rest = { text, (size_t)n }; rest.len > 0;) {
		struct span line = span_take(&rest, '\n');

		redact_line(&redact, line.at, line.len, &to);
		writer_text(&to, "\n");
	}
	int r = writer_ok(&to) ? io_replace_file(SHOWN, shown, to.len, 0444) : -EFBIG;

	if (r == 0)
		r = cover(path, SHOWN);
	(void)unlink(SHOWN);
	return r;
}

static int cover_key(const char *path)
{
	/* the public half opens nothing */
	return text_ends_with(path, ".pub") ? 0 : cover(path, "/dev/null");
}

static int cover_each(const char *folder, const char *prefix, int (*how)(const char *))
{
	cleanup_dir DIR *dir = opendir(folder);
	const struct dirent *entry;
	int r = 0;

	while (r == 0 && dir && (entry = readdir(dir))) {
		char path[PATH_SIZE];

		if (entry->d_name[0] == '.' || !text_starts_with(entry->d_name, prefix))
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		r = how(path);
	}
	return r;
}

static int cover_secrets(void)
{
	int r = mounts_keep_to_oneself();

	if (r == 0)
		r = cover_words("/proc/cmdline");
	if (r == 0)
		r = cover_words(RESCUE_WORDS);
	if (r == 0)
		r = cover_each("/etc/takeover/cmdline.d", "", cover_words);
	if (r == 0)
		r = cover_each("/ssh", "ssh_host_", cover_key);
	if (r == 0)
		r = cover_each("/run/takeover/ssh", "", cover_key);
	return r;
}

int shell_main(int argc, char **argv)
{
	static const char *const args[] = { "sh", "-l", NULL };
	static const char *const envp[] = { "PATH=/bin:/lib/takeover", "HOME=/root",
					    "TERM=linux", "PS1=takeover rescue # ",
					    NULL };
	int r = cover_secrets();

	(void)argc;
	(void)argv;
	if (r < 0)
		(void)printf("Secrets are not covered: %s: take care what is seen.\n",
			     strerror(-r));
	(void)fflush(stdout);
	r = process_exec("/bin/busybox", args, envp);
	(void)printf("No shell: %s\n", strerror(-r));
	return 1;
}
