/* SPDX-License-Identifier: MIT */
#include "sys/mounts.h"

#include <errno.h>
#include <libmount/libmount.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "sys/fd.h"

static void free_context(struct libmnt_context **cxt)
{
	mnt_free_context(*cxt);
}

int mounts_add(const char *source, const char *target, const char *fstype,
	       const char *options)
{
	cleanup_with(free_context) struct libmnt_context *cxt = mnt_new_context();

	if (!cxt)
		return -ENOMEM;
	if (mkdir(target, 0755) < 0 && errno != EEXIST)
		return -errno;
	/* no fstab, no helpers, no utab: this is the first mount of the system */
	if (mnt_context_disable_helpers(cxt, 1) < 0 ||
	    mnt_context_disable_mtab(cxt, 1) < 0 ||
	    mnt_context_set_source(cxt, source) < 0 ||
	    mnt_context_set_target(cxt, target) < 0 ||
	    mnt_context_set_fstype(cxt, fstype) < 0 ||
	    (options && mnt_context_set_options(cxt, options) < 0))
		return -EINVAL;
	mnt_context_set_optsmode(cxt, MNT_OMODE_NOTAB);

	int r = mnt_context_mount(cxt);

	if (r == 0)
		return 0;
	int error =
		mnt_context_syscall_called(cxt) ? mnt_context_get_syscall_errno(cxt) : -r;

	/* the kernel itself mounts devtmpfs where CONFIG_DEVTMPFS_MOUNT says so */
	return error == EBUSY ? 0 : -error;
}

bool mounts_is_at(const char *target)
{
	char parent[PATH_MAX];
	struct stat here, above;

	(void)snprintf(parent, sizeof(parent), "%s/..", target);
	return stat(target, &here) == 0 && stat(parent, &above) == 0 &&
	       here.st_dev != above.st_dev;
}

int mounts_remove(const char *target)
{
	return umount2(target, MNT_DETACH) < 0 ? -errno : 0;
}

int mounts_keep_to_oneself(void)
{
	if (unshare(CLONE_NEWNS) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -errno;
	return 0;
}
