/* SPDX-License-Identifier: MIT */
#include "fetch/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fetch/seccomp.h"

enum {
	/* Two sockets of happy eyeballs, the resolver's and its file; twice that. */
	FDS_FOR_NETWORK = 8,
	/* Without close_range(2), before Linux 5.9: whoever starts us opens few. */
	FDS_LIKELY_OPEN = 4096,
};

/* Messages of libraries are foreign text too: nobody reads them. */
static int silence_stderr(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	int rc = dup2(fd, STDERR_FILENO) < 0 ? -errno : 0;
	if (fd != STDERR_FILENO)
		(void)close(fd);
	return rc;
}

static void close_from(unsigned int first)
{
	if (syscall(SYS_close_range, first, ~0U, 0) < 0)
		for (unsigned int fd = first; fd < FDS_LIKELY_OPEN; fd++)
			(void)close((int)fd);
}

/* Root stays behind, but only where there is a root to leave. */
static int leave_root(const struct sandbox *how)
{
	if (geteuid() != 0)
		return 0;
	for (unsigned long cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
			return -errno;
	if (chroot(how->root) < 0 || chdir("/") < 0)
		return -errno;
	if (setresgid(how->id, how->id, how->id) < 0)
		/* EINVAL: this "root" is of a user namespace that has no such id */
		return errno == EINVAL ? 0 : -errno;
	if (setgroups(0, NULL) < 0 || setresuid(how->id, how->id, how->id) < 0)
		return -errno;
	return 0;
}

static int drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version =
							   _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

	/* The ambient set follows the permitted one. */
	return syscall(SYS_capset, &header, none) < 0 ? -errno : 0;
}

static int limit(int what, rlim_t most)
{
	struct rlimit both = { .rlim_cur = most, .rlim_max = most };

	return setrlimit(what, &both) < 0 ? -errno : 0;
}

static int set_limits(const struct sandbox *how)
{
	const struct {
		int what;
		rlim_t most;
	} limits[] = {
		{ RLIMIT_NOFILE, how->fds + (how->has_network ? FDS_FOR_NETWORK : 0) },
		{ RLIMIT_FSIZE, 0 },
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_NPROC, 0 },
		{ RLIMIT_AS, how->memory_bytes },
		{ RLIMIT_CPU, how->cpu_s > 0 ? how->cpu_s : RLIM_INFINITY },
	};

	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		int rc = limit(limits[i].what, limits[i].most);

		if (rc < 0)
			return rc;
	}
	return 0;
}

static int refuse_privileges(void)
{
	/* the change of user cleared what the parent asked for: not to be outlived */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	return 0;
}

int sandbox_enter(const struct sandbox *how, const char **ret_part)
{
	int rc;

	*ret_part = "sandbox: descriptors";
	rc = silence_stderr();
	if (rc < 0)
		return rc;
	close_from(how->fds);
	*ret_part = "sandbox: root folder or user";
	rc = leave_root(how);
	if (rc < 0)
		return rc;
	*ret_part = "sandbox: capabilities";
	rc = drop_capabilities();
	if (rc < 0)
		return rc;
	*ret_part = "sandbox: limits";
	rc = set_limits(how);
	if (rc < 0)
		return rc;
	*ret_part = "sandbox: no_new_privs";
	rc = refuse_privileges();
	if (rc < 0)
		return rc;
	*ret_part = "sandbox: seccomp";
	return seccomp_enter(how->has_network);
}
