/* SPDX-License-Identifier: MIT */
/*
 * The shell of the menu, and of `ssh host COMMAND`.  Whoever gets it need not know what root
 * of the host knew.  No process that is left has it in its memory; the files that hold
 * secrets are covered, in a mount namespace of the shell's own: the next try needs them as
 * they are.  This keeps them from eyes and logs, not from root who takes the covers off.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "pure/rescue_request.h"
#include "rescue/role.h"
#include "sys/cover.h"
#include "sys/fd.h"
#include "sys/mounts.h"
#include "sys/process.h"

enum {
	PATH_SIZE = 320,
	EXIT_NO_SHELL = 127, /* as a shell says that it cannot run something */
};

static int cover_key(const char *path)
{
	/* the public half opens nothing */
	return text_ends_with(path, ".pub") ? 0 : cover_file(path);
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
		r = cover_words("/proc/bootconfig");
	if (r == 0)
		r = cover_words(RESCUE_WORDS);
	if (r == 0)
		r = cover_words(RESCUE_AUTH);
	if (r == 0)
		r = cover_each("/etc/takeover/cmdline.d", "", cover_words);
	if (r == 0)
		r = cover_each("/ssh", "ssh_host_", cover_key);
	if (r == 0)
		r = cover_each("/run/takeover/ssh", "", cover_key);
	return r;
}

int shell_become(const char *command)
{
	const char *const args[] = { "sh", command ? "-c" : "-l", command, NULL };
	static const char *const envp[] = { "PATH=/bin:/lib/takeover", "HOME=/root",
					    "TERM=linux", "PS1=takeover rescue # ",
					    NULL };
	int r = cover_secrets();

	if (r < 0)
		(void)fprintf(stderr,
			      "Secrets are not covered: %s: take care what is seen.\n",
			      strerror(-r));
	(void)fflush(stdout);
	r = process_exec("/bin/busybox", args, envp);
	(void)fprintf(stderr, "No shell: %s\n", strerror(-r));
	return EXIT_NO_SHELL;
}

int shell_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return shell_become(NULL);
}
