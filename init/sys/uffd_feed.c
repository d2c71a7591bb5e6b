/* SPDX-License-Identifier: MIT */
#include "sys/uffd_feed.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/userfaultfd.h>

#include "sys/io.h"

enum {
	PAGE = 4096,
	PIECE = 1 << 20,
	/* A reader that does not come for so long will not come any more.  The slowest that was
	 * seen, kexec_load on a machine with RAM above 4 GiB, needs a second for a piece. */
	SILENCE_MS = 120 * 1000,
};

/* musl's ioctl() takes an int, and these requests have the highest bit set. */
static int request(int fd, unsigned long what, void *arg)
{
	return ioctl(fd, (int)what, arg) < 0 ? -errno : 0;
}

/*
 * Whoever waits for bytes that will not come must not wait for ever: closed to reading, the
 * memory faults; and without the wake-up nobody would notice.
 */
static void give_up(struct uffd_feed *f, int error)
{
	struct uffdio_range all = { .start = (uintptr_t)f->region, .len = f->len };

	f->error = error;
	(void)mprotect(f->region, f->len, PROT_NONE);
	(void)!request(f->fd, UFFDIO_WAKE, &all);
}

static int copy(struct uffd_feed *f, size_t offset, size_t len)
{
	struct uffdio_copy c = {
		.dst = (uintptr_t)f->region + offset,
		.src = (uintptr_t)f->source + offset,
		.len = len,
	};

	int r;

	while ((r = request(f->fd, UFFDIO_COPY, &c)) == -EAGAIN) {
		if (c.copy > 0) { /* that much of it was done */
			c.dst += (uint64_t)c.copy;
			c.src += (uint64_t)c.copy;
			c.len -= (uint64_t)c.copy;
		}
		c.copy = 0;
	}
	return r;
}

static int feed(struct uffd_feed *f, size_t offset)
{
	size_t len = f->len - offset < PIECE ? f->len - offset : PIECE;

	/* the reader is past it */
	if (offset > 0)
		(void)madvise(f->region + offset - PIECE, PIECE, MADV_DONTNEED);
	int r = copy(f, offset, len);

	if (r < 0)
		return r;
	(void)madvise(f->source + offset, len, MADV_DONTNEED);
	f->fed = offset + len;
	if (f->progress)
		f->progress(f->context);
	return 0;
}

static int take_fault(struct uffd_feed *f)
{
	struct uffd_msg msg;
	ssize_t n = io_read(f->fd, &msg, sizeof(msg));

	if (n == -EAGAIN)
		return 0;
	if (n != sizeof(msg) || msg.event != UFFD_EVENT_PAGEFAULT)
		return n < 0 ? (int)n : -EPROTO;
	size_t offset =
		(msg.arg.pagefault.address - (uintptr_t)f->region) & ~(size_t)(PIECE - 1);

	/* a signal makes the reader ask once more for what it has already got */
	if (f->fed > 0 && offset == ((f->fed - 1) & ~(size_t)(PIECE - 1))) {
		struct uffdio_range there = {
			.start = (uintptr_t)f->region + offset,
			.len = f->fed - offset,
		};

		return request(f->fd, UFFDIO_WAKE, &there);
	}
	/* what is before it is gone, what is behind it is not due */
	return offset == f->fed ? feed(f, offset) : -ESPIPE;
}

static void *feeder(void *arg)
{
	struct uffd_feed *f = arg;

	for (;;) {
		struct pollfd fds[2] = {
			{ .fd = f->fd, .events = POLLIN },
			{ .fd = f->stop_fd, .events = POLLIN },
		};
		int n = poll(fds, 2, SILENCE_MS), r;

		if (n < 0 && errno == EINTR)
			continue;
		if (n > 0 && fds[1].revents)
			return NULL;
		if (n == 0 && (f->fed == 0 || f->fed == f->len))
			continue; /* the reader is not here yet, or has it all */
		r = n > 0 ? take_fault(f) : n < 0 ? -errno : -ETIMEDOUT;
		if (r < 0) {
			give_up(f, r);
			return NULL;
		}
	}
}

static int open_userfaultfd(const uint8_t *region, size_t len)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register all = {
		.range = { .start = (uintptr_t)region, .len = len },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return -errno;
	int r = request(fd, UFFDIO_API, &api);

	if (r == 0)
		r = request(fd, UFFDIO_REGISTER, &all);
	if (r < 0) {
		(void)close(fd);
		return r;
	}
	return fd;
}

static void release(const struct uffd_feed *f)
{
	if (f->fd >= 0)
		(void)close(f->fd);
	if (f->stop_fd >= 0)
		(void)close(f->stop_fd);
	(void)munmap(f->region, f->len);
}

int uffd_feed_begin(struct uffd_feed *f, uint8_t *source, size_t len,
		    uffd_feed_progress *progress, void *context)
{
	size_t whole = (len + PAGE - 1) / PAGE * PAGE;
	void *region = mmap(NULL, whole, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int r;

	if (region == MAP_FAILED)
		return -errno;
	(void)madvise(region, whole, MADV_NOHUGEPAGE);
	*f = (struct uffd_feed){
		.region = region,
		.len = whole,
		.fd = open_userfaultfd(region, whole),
		.stop_fd = eventfd(0, EFD_CLOEXEC),
		.progress = progress,
		.context = context,
	};
	f->source = source;
	if (f->fd < 0)
		r = f->fd;
	else if (f->stop_fd < 0)
		r = -errno;
	else
		r = -pthread_create(&f->thread, NULL, feeder, f);
	if (r < 0)
		release(f);
	return r;
}

int uffd_feed_end(struct uffd_feed *f, size_t *ret_fed)
{
	uint64_t one = 1;
	int r = io_write_all(f->stop_fd, &one, sizeof(one));

	if (r == 0)
		r = -pthread_join(f->thread, NULL);
	if (r == 0)
		r = f->error;
	*ret_fed = f->fed;
	release(f);
	return r;
}
