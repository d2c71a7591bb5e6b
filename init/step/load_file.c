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

int load_by_file(const struct load_image *image, struct load_obstacle *ret)
{
	cleanup_fd int kernel = memfile_new("kernel");
	cleanup_fd int initrd = memfile_new("initrd");
	int r = kernel < 0 ? kernel : initrd < 0 ? initrd : 0;

	if (r == 0)
		r = move_into(kernel, &image->verdict->kernel);
	if (r == 0)
		r = memfile_seal(kernel);
	if (r == 0)
		r = move_into(initrd, &image->verdict->initrd);
	if (r == 0)
		r = append(initrd, image->state);
	if (r == 0)
		r = memfile_seal(initrd);
	if (r < 0)
		return load_stopped(ret, LOAD_SPENT, "memfd_create", r);
	r = kexec_file_load(kernel, initrd, image->cmdline);
	return r < 0 ? load_stopped(ret, LOAD_REFUSING, "kexec_file_load", r) : 0;
}
