/* SPDX-License-Identifier: MIT */
#include "host/kernel_image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/text.h"
#include "host/kernel_search.h"
#include "host/say.h"
#include "pure/pe_section.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/memfile.h"

enum {
	PE_HEAD_BYTES = 4096, /* of a unified image: it has some ten sections */
};

/* --- the image ----------------------------------------------------------------------- */

/* What the file says of itself, if it is a kernel that kexec takes.  Returns 0 or -errno. */
static int read_head(int fd, struct kernel_image *k)
{
	static uint8_t head[HOST_KERNEL_HEAD_BYTES]; /* too large for a stack */
	ssize_t len = pread(fd, head, sizeof(head), 0);

	if (len < 0)
		return -errno;
	int r = bzimage_parse(head, (size_t)len, &k->header);

	return r < 0 ? r : host_kernel_release(head, (size_t)len, k->release);
}

static int copy_part(int from, off_t at, uint64_t bytes, int to)
{
	static uint8_t piece[64 * 1024];

	while (bytes > 0) {
		size_t want = bytes < sizeof(piece) ? (size_t)bytes : sizeof(piece);
		ssize_t n = pread(from, piece, want, at);

		if (n <= 0)
			return n < 0 ? -errno : -ENOEXEC;
		int r = io_write_all(to, piece, (size_t)n);

		if (r < 0)
			return r;
		at += n;
		bytes -= (uint64_t)n;
	}
	return 0;
}

/* The kernel in a unified image, into a file in memory that replaces @fd. */
static int unwrap(int *fd, uint64_t *bytes)
{
	uint8_t head[PE_HEAD_BYTES];
	struct pe_section kernel = { 0 };
	ssize_t len = pread(*fd, head, sizeof(head), 0);

	if (len < 0)
		return -errno;
	if (pe_section_find(head, (size_t)len, ".linux", &kernel) < 0 ||
	    (uint64_t)kernel.at + kernel.bytes > *bytes)
		return -ENOEXEC;
	cleanup_fd int inner = memfile_new("kernel");
	int r = inner < 0 ? inner : copy_part(*fd, kernel.at, kernel.bytes, inner);

	if (r < 0)
		return r;
	(void)close(*fd);
	*fd = take_fd(&inner);
	*bytes = kernel.bytes;
	return 0;
}

int kernel_image_open(const char *path, struct kernel_image *ret)
{
	struct kernel_image k = KERNEL_IMAGE_NONE;
	struct stat st;
	/* not blocking: a FIFO in /boot is nobody's kernel */
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -ENOEXEC;
	k.bytes = (uint64_t)st.st_size;
	int r = read_head(fd, &k);

	if (r == -ENOEXEC) {
		r = unwrap(&fd, &k.bytes);
		if (r == 0)
			r = read_head(fd, &k);
	}
	if (r == 0)
		r = text_copy(k.path, sizeof(k.path), path);
	if (r < 0)
		return r;
	k.fd = take_fd(&fd);
	*ret = k;
	return 0;
}

static const char *explain(int error)
{
	switch (error) {
	case ENOEXEC:
		return "is no 64-bit bzImage, nor a unified image with one";
	case EBADMSG:
		return "does not say which release it is";
	default:
		return strerror(error);
	}
}

static void say_missing(const char *release, const char *other)
{
	if (*other)
		say_impossible("E-HOST-KERNEL",
			       "kernel: no image of the running %s, but %s has its "
			       "modules here: reboot into that, or trust it with this "
			       "hardware by --kernel %s",
			       release, other, other);
	else
		say_impossible(
			"E-HOST-KERNEL",
			"kernel: no image of the running %s in /boot, its modules' "
			"folder or the EFI partition; give one with --kernel FILE, "
			"or reboot if it was upgraded",
			release);
}

int kernel_image_find(const char *file, struct kernel_image *ret)
{
	char other[PATH_MAX];
	struct utsname host;
	int r;

	if (uname(&host) < 0)
		return -errno;
	if (file) {
		r = kernel_image_open(file, ret);
		if (r < 0)
			say_impossible("E-HOST-KERNEL", "kernel: %s: %s", file,
				       explain(-r));
	} else {
		r = kernel_search(host.release, ret, other);
		if (r < 0)
			say_missing(host.release, other);
	}
	if (r < 0)
		return -ENOENT;
	say_ok("kernel: %s%s%s", ret->path,
	       strcmp(ret->release, host.release) == 0 ? "" : ", not the running one: ",
	       strcmp(ret->release, host.release) == 0 ? "" : ret->release);
	return 0;
}

/* --- its modules --------------------------------------------------------------------- */

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

static bool has_loaded_modules(void)
{
	char line[256];
	ssize_t len = io_read_file("/proc/modules", line, sizeof(line));

	return len > 0 || len == -EFBIG;
}

/* Or only the lists of what is built in? */
static bool has_modules(const char *dir)
{
	char path[PATH_MAX + sizeof("/kernel")];

	(void)snprintf(path, sizeof(path), "%s/kernel", dir);
	return access(path, F_OK) == 0;
}

int kernel_image_find_modules(const char *dir, struct kernel_image *kernel)
{
	if (dir)
		return take_given_modules(dir, kernel);
	bool is_found = kernel_search_modules(kernel->release, kernel->modules) == 0;
	bool uses_modules = has_loaded_modules();

	if (is_found && (uses_modules || has_modules(kernel->modules)))
		return 0;
	kernel->modules[0] = 0;
	if (!uses_modules)
		return 0; /* what drives this machine is built in */
	say_impossible("E-HOST-MODULES",
		       "modules: no folder of %s in /lib/modules; give one with "
		       "--modules DIR, or reboot if the kernel was upgraded",
		       kernel->release);
	return -ENOENT;
}
