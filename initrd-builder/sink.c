/* SPDX-License-Identifier: MIT */
#include "initrd-builder/sink.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "sys/io.h"

enum {
	/* The size at which reading and writing were measured to be fastest. */
	IO_LEN = 256 * 1024,
};

int sink_flush(struct sink *s)
{
	int r = s->fd < 0 ? 0 : io_write_all(s->fd, s->bytes.bytes, s->bytes.len);

	if (r != 0 || s->fd < 0)
		return r;
	s->flushed_len += s->bytes.len;
	s->bytes.len = 0;
	return 0;
}

/* How far it is to the next multiple of IO_LEN in the file: page caches like writes that
 * begin and end there. */
static size_t left_of_piece(const struct sink *s)
{
	return IO_LEN - (s->flushed_len + s->bytes.len) % IO_LEN;
}

ssize_t sink_room(struct sink *s, size_t len)
{
	size_t room = s->fd < 0 ? IO_LEN : left_of_piece(s);

	if (len < room)
		room = len;
	return buffer_reserve(&s->bytes, room) != 0 ? -ENOMEM : (ssize_t)room;
}

int sink_took(struct sink *s, size_t len)
{
	s->bytes.len += len;
	return s->fd >= 0 && left_of_piece(s) == IO_LEN ? sink_flush(s) : 0;
}

ssize_t sink_share(struct sink *s, int fd, size_t len)
{
	size_t shared = 0;
	ssize_t n = 1;
	int r = sink_flush(s);

	if (r != 0)
		return r;
	/* What fails here (on two file systems, it does) is left to be read and written. */
	while (shared < len && n > 0) {
		n = copy_file_range(fd, NULL, s->fd, NULL, len - shared, 0);
		shared += n > 0 ? (size_t)n : 0;
	}
	s->flushed_len += shared;
	return (ssize_t)shared;
}

int sink_put(struct sink *s, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	int r = 0;

	while (len > 0 && r == 0) {
		ssize_t room = sink_room(s, len);

		if (room < 0)
			return (int)room;
		memcpy(s->bytes.bytes + s->bytes.len, at, (size_t)room);
		at += room;
		len -= (size_t)room;
		r = sink_took(s, (size_t)room);
	}
	return r;
}
