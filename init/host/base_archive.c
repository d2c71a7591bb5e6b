/* SPDX-License-Identifier: MIT */
#include "host/base_archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <zstd.h>

#include "base/cursor.h"
#include "base/text.h"
#include "host/say.h"
#include "pure/newc.h"
#include "sys/digest.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/memfile.h"

#define MAGIC "takeover-base-1\n"

enum {
	TRAILER_BYTES = 64,
	MAGIC_BYTES = 16,
	LENGTH_DIGITS = 16,
	LENGTH_BYTES = LENGTH_DIGITS / 2,
	UNPACKED_MAX = 256 << 20, /* of the archive, which has 10 MiB */
};

/* Our own file, mapped: its pages are the page cache's, not a copy. */
struct self {
	uint8_t *bytes;
	size_t len;
};

static int self_map(struct self *ret)
{
	cleanup_fd int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	uint64_t len;

	if (fd < 0)
		return -errno;
	int r = memfile_size(fd, &len);

	if (r < 0)
		return r;
	uint8_t *bytes = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);

	if (bytes == MAP_FAILED)
		return -errno;
	*ret = (struct self){ .bytes = bytes, .len = len };
	return 0;
}

/* Find the archive and prove that it is whole.  Returns 0 or -EBADMSG. */
static int find_archive(const struct self *self, struct cursor *ret)
{
	uint8_t length_be[LENGTH_BYTES], digest[SHA256_BYTES];
	struct cursor trailer, length;
	uint64_t len;

	if (self->len < TRAILER_BYTES)
		return -EBADMSG;
	trailer = cursor_over(self->bytes + self->len - TRAILER_BYTES, TRAILER_BYTES);
	if (memcmp(cursor_take(&trailer, MAGIC_BYTES), MAGIC, MAGIC_BYTES) != 0 ||
	    text_from_hex((const char *)cursor_take(&trailer, LENGTH_DIGITS),
			  LENGTH_DIGITS, length_be, LENGTH_BYTES) < 0)
		return -EBADMSG;
	length = cursor_over(length_be, LENGTH_BYTES);
	len = (uint64_t)cursor_be32(&length) << 32;
	len |= cursor_be32(&length);
	if (len == 0 || len > self->len - TRAILER_BYTES)
		return -EBADMSG;
	*ret = cursor_over(self->bytes + self->len - TRAILER_BYTES - len, len);
	digest_of(ret->at, ret->left, digest);
	if (memcmp(digest, cursor_take(&trailer, SHA256_BYTES), SHA256_BYTES) != 0)
		return -EBADMSG;
	return 0;
}

static bool is_zstd(const struct cursor *c)
{
	static const uint8_t magic[] = { 0x28, 0xb5, 0x2f, 0xfd };

	return c->left >= sizeof(magic) && memcmp(c->at, magic, sizeof(magic)) == 0;
}

/* One frame, as the kernel would take it. */
static int unpack_frame(struct cursor *c, int fd)
{
	static uint8_t piece[256 * 1024];
	ZSTD_DStream *stream = ZSTD_createDStream();
	ZSTD_inBuffer in = { .src = c->at, .size = c->left };
	uint64_t written = 0;
	size_t more = 1;
	int r = stream ? 0 : -ENOMEM;

	while (r == 0 && more != 0) {
		ZSTD_outBuffer out = { .dst = piece, .size = sizeof(piece) };

		more = ZSTD_decompressStream(stream, &out, &in);
		written += out.pos;
		if (ZSTD_isError(more) || (more != 0 && in.pos == in.size && !out.pos) ||
		    written > UNPACKED_MAX)
			r = -EBADMSG;
		else
			r = io_write_all(fd, piece, out.pos);
	}
	(void)ZSTD_freeDStream(stream);
	if (r == 0)
		(void)cursor_take(c, in.pos);
	return r;
}

/* Frames with zeroes between them become one raw archive each; what is raw stays. */
static int write_unpacked(struct cursor archive, int fd)
{
	int r = 0;

	while (r == 0 && archive.left > 0) {
		if (archive.at[0] == 0) {
			(void)cursor_take(&archive, 1);
		} else if (is_zstd(&archive)) {
			r = unpack_frame(&archive, fd);
			if (r == 0)
				r = memfile_pad(fd, NEWC_SEGMENT_ALIGN);
		} else {
			r = io_write_all(fd, archive.at, archive.left);
			archive.left = 0;
		}
	}
	return r;
}

int base_archive_write(int fd, bool unpack)
{
	struct self self = { 0 };
	struct cursor archive;
	int r = self_map(&self);

	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "base archive: /proc/self/exe: %s",
				 strerror(-r));
	r = find_archive(&self, &archive);
	if (r == 0 && unpack)
		r = write_unpacked(archive, fd);
	else if (r == 0)
		r = io_write_all(fd, archive.at, archive.left);
	if (r == 0)
		r = memfile_pad(fd, NEWC_SEGMENT_ALIGN);
	(void)munmap(self.bytes, self.len);
	if (r == -EBADMSG)
		return say_error("E-HOST-ARCHIVE",
				 "base archive: this file is damaged or was cut; copy "
				 "it to this machine again");
	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "base archive: %s", strerror(-r));
	return 0;
}
