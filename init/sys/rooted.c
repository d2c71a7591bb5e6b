/* SPDX-License-Identifier: MIT */
#include "sys/rooted.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/fd.h"

/* Not openat2(RESOLVE_IN_ROOT), which only Linux 5.6 has.  Nothing else runs in here. */
int rooted_open(const char *root, const char *path)
{
	cleanup_fd int home = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat st = { .st_mode = 0 };

	if (home < 0 || chdir(root) < 0)
		return -errno;
	if (chroot(".") < 0)
		return -errno;
	/* a FIFO would else wait for somebody who writes */
	cleanup_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int r = fd < 0 || fstat(fd, &st) < 0 ? -errno : 0;

	if (fchdir(home) < 0 || chroot(".") < 0)
		abort(); /* a process in the wrong root must not go on */
	if (r < 0)
		return r;
	return S_ISREG(st.st_mode) ? take_fd(&fd) : -EISDIR;
}
