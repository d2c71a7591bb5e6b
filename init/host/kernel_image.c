/* SPDX-License-Identifier: MIT */
#include "host/kernel_image.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/text.h"
#include "host/say.h"
#include "sys/fd.h"

/* A path with the release in its middle, or none if @behind is NULL. */
struct place {
	const char *before, *behind;
};

static int path_in(const struct place *place, const char *release,
		   char ret[static PATH_MAX])
{
	int n = snprintf(ret, PATH_MAX, "%s%s%s", place->before,
			 place->behind ? release : "",
			 place->behind ? place->behind : "");

	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

static void close_dir(DIR **dir)
{
	if (*dir)
		(void)closedir(*dir);
}

/* --- the image ----------------------------------------------------------------------- */

/* Open @path if it is a kernel that kexec takes.  Returns 0 or -errno. */
static int open_image(const char *path, struct kernel_image *ret)
{
	static uint8_t head[HOST_KERNEL_HEAD_BYTES]; /* too large for a stack */
	struct kernel_image k = KERNEL_IMAGE_NONE;
	struct stat st;
	/* not blocking: a FIFO in /boot is nobody's kernel */
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -ENOEXEC;
	ssize_t len = pread(fd, head, sizeof(head), 0);

	if (len < 0)
		return -errno;
	int r = bzimage_parse(head, (size_t)len, &k.header);

	if (r == 0)
		r = host_kernel_release(head, (size_t)len, k.release);
	if (r == 0)
		r = text_copy(k.path, sizeof(k.path), path);
	if (r < 0)
		return r;
	k.bytes = (uint64_t)st.st_size;
	k.fd = take_fd(&fd);
	*ret = k;
	return 0;
}

/* The same, and it must be of this release. */
static int open_release(const char *path, const char *release, struct kernel_image *ret)
{
	struct kernel_image k = KERNEL_IMAGE_NONE;
	int r = open_image(path, &k);

	if (r < 0)
		return r;
	if (strcmp(k.release, release) != 0) {
		close_fdp(&k.fd);
		return -ESRCH;
	}
	*ret = k;
	return 0;
}

static int open_known(const char *release, struct kernel_image *ret)
{
	static const struct place places[] = {
		{ "/boot/vmlinuz-", "" },
		{ "/lib/modules/", "/vmlinuz" },
		{ "/usr/lib/modules/", "/vmlinuz" },
		{ "/boot/kernel-", "" },
		{ "/boot/kernel-genkernel-x86_64-", "" },
		{ "/run/booted-system/kernel", NULL },
	};
	char path[PATH_MAX];

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (path_in(&places[i], release, path) == 0 &&
		    open_release(path, release, ret) == 0)
			return 0;
	return -ENOENT;
}

/* Arch, Alpine and whoever builds kernels by hand have their own names, but every image
 * says what it is. */
static int open_any_in_boot(const char *release, struct kernel_image *ret)
{
	cleanup_with(close_dir) DIR *dir = opendir("/boot");
	const struct dirent *entry;
	char path[PATH_MAX];

	while (dir && (entry = readdir(dir))) {
		const struct place place = { "/boot/", entry->d_name };

		if (path_in(&place, "", path) == 0 &&
		    open_release(path, release, ret) == 0)
			return 0;
	}
	return -ENOENT;
}

static const char *explain(int error)
{
	switch (error) {
	case ENOEXEC:
		return "is no 64-bit bzImage";
	case EBADMSG:
		return "does not say which release it is";
	default:
		return strerror(error);
	}
}

int kernel_image_find(const char *file, struct kernel_image *ret)
{
	struct utsname host;
	int r;

	if (uname(&host) < 0)
		return -errno;
	if (file) {
		r = open_image(file, ret);
		if (r < 0)
			say_impossible("E-HOST-KERNEL", "kernel: %s: %s", file,
				       explain(-r));
	} else {
		r = open_known(host.release, ret);
		if (r < 0)
			r = open_any_in_boot(host.release, ret);
		if (r < 0)
			say_impossible(
				"E-HOST-KERNEL",
				"kernel: no image of the running %s in /boot or its "
				"modules' folder; give one with --kernel FILE, or "
				"reboot if it was upgraded",
				host.release);
	}
	if (r < 0)
		return -ENOENT;
	say_ok("kernel: %s%s%s", ret->path,
	       strcmp(ret->release, host.release) == 0 ? "" : ", not the running one: ",
	       strcmp(ret->release, host.release) == 0 ? "" : ret->release);
	return 0;
}

/* --- its modules --------------------------------------------------------------------- */

static bool is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Modules of another kernel load nowhere, and nobody would see why. */
static int take_given_modules(const char *dir, struct kernel_image *kernel)
{
	char path[PATH_MAX];

	if (!realpath(dir, path)) {
		say_impossible("E-HOST-MODULES", "modules: %s: %s", dir, strerror(errno));
		return -ENOENT;
	}
	const char *name = strrchr(path, '/') + 1;

	if (strcmp(name, kernel->release) != 0) {
		say_impossible("E-HOST-MODULES",
			       "modules: %s is of kernel %s, but %s is %s", dir, name,
			       kernel->path, kernel->release);
		return -ENOENT;
	}
	return text_copy(kernel->modules, sizeof(kernel->modules), path);
}

int kernel_image_find_modules(const char *dir, struct kernel_image *kernel)
{
	static const struct place places[] = {
		{ "/lib/modules/", "" },
		{ "/usr/lib/modules/", "" },
		{ "/run/booted-system/kernel-modules/lib/modules/", "" },
	};
	char path[PATH_MAX];

	if (dir)
		return take_given_modules(dir, kernel);
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (path_in(&places[i], kernel->release, path) == 0 && is_dir(path))
			return text_copy(kernel->modules, sizeof(kernel->modules), path);
	if (access("/proc/modules", F_OK) < 0)
		return 0; /* a kernel with everything built in */
	say_impossible("E-HOST-MODULES",
		       "modules: no folder of %s in /lib/modules; give one with "
		       "--modules DIR, or reboot if the kernel was upgraded",
		       kernel->release);
	return -ENOENT;
}
