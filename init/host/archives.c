/* SPDX-License-Identifier: MIT */
#include "host/archives.h"

#include <errno.h>
#include <string.h>

#include "host/base_archive.h"
#include "host/check.h"
#include "host/kernel_image.h"
#include "host/kernel_modules.h"
#include "host/local_image.h"
#include "host/options.h"
#include "host/preflight.h"
#include "host/reach.h"
#include "host/say.h"
#include "host/state.h"
#include "initrd-builder/archive.h"
#include "sys/fd.h"
#include "sys/memfile.h"

static int begin(struct archive *a)
{
	/* raw: modules are compressed where it matters, and time matters more here */
	if (archive_begin(a, COMPRESSION_NONE) < 0)
		return say_error("E-HOST-ARCHIVE", "%s", archive_why(a));
	return 0;
}

static int finish(struct archive *a, int fd, uint64_t *ret_bytes)
{
	if (archive_finish(a) < 0)
		return say_error("E-HOST-ARCHIVE", "%s", archive_why(a));
	int r = memfile_size(fd, ret_bytes);

	if (r == 0)
		r = memfile_seal(fd);
	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "%s", strerror(-r));
	return 0;
}

static int write_kernel_archive(const struct archives *from, struct archive *a)
{
	const struct kernel_image *kernel = from->kernel;
	size_t modules = 0;
	int r = begin(a);

	if (r == 0 && kernel->modules[0])
		r = kernel_modules_add(kernel, from->reads_disk, a, &modules);
	if (r == 0)
		say_ok("modules: %zu of %s", modules,
		       kernel->modules[0] ? kernel->modules : "none");
	return r;
}

/* The image is what may be large: asked before it is copied, or fetched. */
static int check_room(const struct archives *from, int fd)
{
	uint64_t held_bytes = 0;
	int r = memfile_size(fd, &held_bytes);

	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "%s", strerror(-r));
	uint64_t initrd_bytes =
		held_bytes + (from->image ? local_image_bytes(from->image) : 0);

	if (!check_memory(from->kernel->bytes, initrd_bytes, held_bytes,
			  from->target_bytes))
		return -EIO;
	say_ok("memory: enough for an initrd of %.1f MiB%s", say_mib(initrd_bytes),
	       from->target_bytes ? ", and there for the image"
				  : "; the image's size is not known");
	return 0;
}

static int add_state(const struct archives *from, struct archive *a)
{
	size_t keys = 0;
	int r = state_add(from->network, a, &keys);

	if (r == 0 && from->plain_cmdline)
		r = reach_from_host(from->plain_cmdline, from->network, keys > 0);
	return r;
}

static int write_all(const struct archives *from, struct archive *a, int fd)
{
	int r = base_archive_write(
		fd,
		from->kernel && !kernel_image_has_option(from->kernel, "CONFIG_RD_ZSTD"));

	if (r == 0 && from->kernel)
		r = write_kernel_archive(from, a);
	if (r == 0 && from->network)
		r = begin(a);
	if (r == 0 && from->network)
		r = add_state(from, a);
	if (r == 0 && from->kernel)
		r = check_room(from, fd);
	if (r == 0 && from->kernel && from->image)
		r = local_image_add(from->image, a);
	return r;
}

int archives_look_at_target(const struct options *o, const char *cmdline,
			    struct archives *to)
{
	bool is_folder = to->image && !to->image->is_archive;
	struct proof proof = { .target_bytes = to->target_bytes, .is_plain = is_folder };
	int r = 0;

	if (o->url && !o->no_preflight)
		r = preflight(cmdline, to->image, &proof);
	to->target_bytes = proof.target_bytes;
	to->plain_cmdline = proof.is_plain ? cmdline : NULL;
	return r;
}

int archives_build(const struct archives *from, int *ret_fd, uint64_t *ret_bytes)
{
	cleanup_archive struct archive *a = NULL;
	cleanup_fd int fd = memfile_new("initrd");
	uint64_t bytes = 0;
	int r = fd < 0 ? fd : archive_new_to_fd(fd, TAKEOVER_EPOCH, &a);

	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "%s", strerror(-r));
	r = write_all(from, a, fd);
	if (r == 0)
		r = finish(a, fd, &bytes);
	if (r < 0)
		return r;
	*ret_bytes = bytes;
	*ret_fd = take_fd(&fd);
	return 0;
}
