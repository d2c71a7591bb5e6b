/* SPDX-License-Identifier: MIT */
#include "step/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "step/paths.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/process.h"

enum {
	SILENCE_MS = 20 * 1000, /* a text takes a millisecond, a 64 KiB piece less */
	EXIT_MS = 5000,
	WORDS_MAX = 4,
};

struct conversation {
	const struct ask *question;
	size_t part, sent; /* of that part */
	int in, out;
	size_t got;
};

static void close_and_forget(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static int start(struct conversation *c, pid_t *ret_pid)
{
	const char *argv[WORDS_MAX + 4] = { c->question->program, "--root", PATH_EMPTY };
	int in[2], out[2];

	for (size_t i = 0; i < WORDS_MAX && c->question->words[i]; i++)
		argv[3 + i] = c->question->words[i];
	if (pipe2(in, O_CLOEXEC) < 0)
		return -errno;
	c->in = in[1];
	cleanup_fd int in_end = in[0];

	if (pipe2(out, O_CLOEXEC) < 0)
		return -errno;
	c->out = out[0];
	cleanup_fd int out_end = out[1];

	if (fcntl(c->in, F_SETFL, O_NONBLOCK) < 0)
		return -errno;
	struct spawn how = {
		.path = c->question->program,
		.argv = argv,
		.fds = { in_end, out_end, -1, -1 },
	};

	return process_spawn(&how, ret_pid);
}

/* Who ends early has read enough to say so: that is an answer, too. */
static void send_some(struct conversation *c)
{
	const struct ask_part *part = &c->question->parts[c->part];
	ssize_t n =
		write(c->in, (const uint8_t *)part->bytes + c->sent, part->len - c->sent);

	if (n >= 0)
		c->sent += (size_t)n;
	else if (errno != EAGAIN && errno != EINTR)
		close_and_forget(&c->in);
}

static void skip_sent(struct conversation *c)
{
	while (c->part < c->question->part_count &&
	       c->sent == c->question->parts[c->part].len) {
		c->part++;
		c->sent = 0;
	}
	if (c->part == c->question->part_count)
		close_and_forget(&c->in);
}

static int take_some(struct conversation *c, uint8_t *answer)
{
	uint8_t excess;
	size_t room = PARSE_ANSWER_MAX - c->got;
	ssize_t n = room > 0 ? io_read(c->out, answer + c->got, room)
			     : io_read(c->out, &excess, 1);

	if (n < 0)
		return (int)n;
	if (n > 0 && room == 0)
		return -EFBIG;
	if (n == 0)
		close_and_forget(&c->out);
	c->got += (size_t)n;
	return 0;
}

static int talk(struct conversation *c, uint8_t *answer)
{
	while (c->out >= 0) {
		skip_sent(c);
		struct pollfd fds[2] = {
			{ .fd = c->out, .events = POLLIN },
			{ .fd = c->in, .events = POLLOUT },
		};
		int n = poll(fds, 2, SILENCE_MS);
		int r = 0;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -ETIMEDOUT;
		if (fds[1].revents)
			send_some(c);
		if (fds[0].revents)
			r = take_some(c, answer);
		if (r < 0)
			return r;
	}
	return 0;
}

ssize_t ask(const struct ask *question, uint8_t answer[static PARSE_ANSWER_MAX])
{
	struct conversation c = { .question = question, .in = -1, .out = -1 };
	pid_t pid = 0;
	int status, r = start(&c, &pid);

	if (r == 0)
		r = talk(&c, answer);
	close_and_forget(&c.in);
	close_and_forget(&c.out);
	if (pid > 0 && (r < 0 || process_wait(pid, EXIT_MS, &status) < 0)) {
		process_kill(pid);
		int gone = process_wait(pid, EXIT_MS, &status);

		(void)gone; /* nothing more can be done about it here */
	}
	return r < 0 ? r : (ssize_t)c.got;
}
