/* SPDX-License-Identifier: MIT */
#include "step/load_file.h"

#include "pure/newc.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/kexec_file.h"
#include "sys/memfile.h"

enum {
	PIECE = 1 << 20,
};

/* Never more of it in memory twice than a piece. */
static int move_into(int fd, const struct memory *from)
{
	for (size_t at = 0; at < from->len; at += PIECE) {
		size_t len = from->len - at < PIECE ? from->len - at : PIECE;
		int r = io_write_all(fd, from->bytes + at, len);

		if (r < 0)
			return r;
		memory_drop(from->bytes + at, len);
	}
	return 0;
}

static int append(int fd, const struct memory *state)
{
	if (state->len == 0)
		return 0;
	/* a raw archive is only seen at a multiple of 4 */
	int r = memfile_pad(fd, NEWC_SEGMENT_ALIGN);

	return r < 0 ? r : io_write_all(fd, state->bytes, state->len);
}

int load_write_files(const struct load_image *image, int kernel_fd, int initrd_fd)
{
	int r = move_into(kernel_fd, &image->verdict->kernel);

	if (r == 0)
		r = move_into(initrd_fd, &image->verdict->initrd);
	return r < 0 ? r : append(initrd_fd, image->state);
}

int load_by_file(const struct load_image *image, struct load_obstacle *ret)
{
	cleanup_fd int kernel = memfile_new("kernel");
	cleanup_fd int initrd = memfile_new("initrd");
	int r = kernel < 0 ? kernel : initrd < 0 ? initrd : 0;

	if (r == 0)
		r = load_write_files(image, kernel, initrd);
	if (r == 0)
		r = memfile_seal(kernel);
	if (r == 0)
		r = memfile_seal(initrd);
	if (r < 0)
		return load_stopped(ret, LOAD_SPENT, "memfd_create", r);
	r = kexec_file_load(kernel, initrd, image->cmdline);
	return r < 0 ? load_stopped(ret, LOAD_REFUSING, "kexec_file_load", r) : 0;
}
