/* SPDX-License-Identifier: MIT */
/* `takeover rescue-chroot`: the host's own programs, on the host's own files. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "rescue/disks.h"
#include "sys/process.h"

static int bind_all(const char *root)
{
	static const char *const folders[] = { "/proc", "/sys", "/dev", "/run" };

	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		char target[DISKS_PATH_SIZE + 8];

		(void)snprintf(target, sizeof(target), "%s%s", root, folders[i]);
		if (mount(folders[i], target, NULL, MS_BIND | MS_REC, NULL) < 0)
			(void)fprintf(stderr, "%s: %s\n", target, strerror(errno));
	}
	return chroot(root) < 0 || chdir("/") < 0 ? -errno : 0;
}

/* usage: rescue-chroot [COMMAND], as a shell reads it */
int chroot_main(int argc, char **argv)
{
	static const char *const envp[] = {
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:"
		"/run/current-system/sw/bin",
		"HOME=/root", "TERM=linux", NULL
	};
	static const char *const shells[] = { "/bin/bash", "/bin/sh",
					      "/run/current-system/sw/bin/bash" };
	const char *args[] = { "sh", "-l", NULL, NULL };
	char root[DISKS_PATH_SIZE];
	int r = disks_mount_root(root);

	if (r < 0) {
		(void)fprintf(stderr, "No root of a Linux system was found.\n");
		return 1;
	}
	if (argc > 1) {
		args[1] = "-c";
		args[2] = argv[1];
	}
	(void)fflush(stdout);
	/* what is mounted for this shell is gone with it */
	if (unshare(CLONE_NEWNS) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		r = -errno;
	else
		r = bind_all(root);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(shells); i++)
		if (access(shells[i], X_OK) == 0)
			r = process_exec(shells[i], args, envp);
	(void)fprintf(stderr, "%s: %s\n", root, r < 0 ? strerror(-r) : "has no shell");
	return 1;
}
