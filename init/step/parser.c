/* SPDX-License-Identifier: MIT */
#include "step/parser.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "pure/parse_fault.h"
#include "pure/parse_msg.h"
#include "step/paths.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/memfile.h"
#include "sys/process.h"

enum {
	ANSWER_MS = 10 * 1000, /* for 64 KiB of text; measured: a millisecond */
};

/* Read all that comes until the end, within the deadline. */
static ssize_t read_answer(int fd, uint8_t answer[static PARSE_ANSWER_MAX])
{
	uint64_t until_ms = io_now_ms() + ANSWER_MS;
	size_t len = 0;

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		uint64_t now_ms = io_now_ms();

		if (now_ms >= until_ms)
			return -ETIMEDOUT;
		if (poll(&p, 1, (int)(until_ms - now_ms)) <= 0)
			continue;
		if (len == PARSE_ANSWER_MAX)
			return -EFBIG;
		ssize_t n = io_read(fd, answer + len, PARSE_ANSWER_MAX - len);

		if (n < 0)
			return n;
		if (n == 0)
			return (ssize_t)len;
		len += (size_t)n;
	}
}

/* The input is a file in memory: unlike a pipe it cannot block whoever fills it. */
static int input_of(const void *bytes, size_t len)
{
	cleanup_fd int fd = memfile_new("parse");

	if (fd < 0)
		return fd;
	int r = io_write_all(fd, bytes, len);

	if (r == 0 && lseek(fd, 0, SEEK_SET) < 0)
		r = -errno;
	return r < 0 ? r : take_fd(&fd);
}

static ssize_t ask(const char *what, const void *bytes, size_t len,
		   uint8_t answer[static PARSE_ANSWER_MAX])
{
	const char *argv[] = { "parse", "--root", PATH_EMPTY, what, NULL };
	cleanup_fd int input = input_of(bytes, len);
	int pipe_ends[2], status;
	pid_t pid;

	if (input < 0)
		return input;
	if (pipe2(pipe_ends, O_CLOEXEC) < 0)
		return -errno;
	cleanup_fd int read_end = pipe_ends[0];
	cleanup_fd int write_end = pipe_ends[1];
	struct spawn how = {
		.path = PATH_LIB "/parse",
		.argv = argv,
		.fds = { input, write_end, -1, -1 },
	};
	int r = process_spawn(&how, &pid);

	if (r < 0)
		return r;
	(void)close(take_fd(&write_end));
	ssize_t n = read_answer(read_end, answer);

	if (n < 0 || process_wait(pid, ANSWER_MS, &status) < 0) {
		process_kill(pid);
		r = process_wait(pid, ANSWER_MS, &status);
		(void)r;
	}
	return n;
}

static int explain(const char *url, enum failure_code code, int error,
		   const struct parse_fault *fault, struct failure *why)
{
	char shown[PARSE_FAULT_SHOWN_MAX];

	if (error != -ENODATA)
		return failure_set(why, FAILURE_WORKER_DIED, url, "parse: %s",
				   error == -EBADMSG ? "no valid answer"
						     : strerror(-error));
	if (fault->code == PARSE_FAULT_INTERNAL)
		return failure_set(why, FAILURE_INTERNAL, url, "parse: %s", fault->text);
	parse_fault_text(fault, shown);
	return failure_set(why, code, url, "%s", shown);
}

/* One answer is being read at a time, and it is too large for a stack. */
static uint8_t answer_buffer[PARSE_ANSWER_MAX];

int parser_sums(const char *url, const void *bytes, size_t len, struct sums *ret,
		struct failure *why)
{
	struct parse_fault fault = { .code = PARSE_FAULT_INTERNAL };
	ssize_t n = ask("sums", bytes, len, answer_buffer);
	int r = n < 0 ? (int)n
		      : parse_msg_decode_sums(answer_buffer, (size_t)n, ret, &fault);

	return r == 0 ? 0 : explain(url, FAILURE_SOURCE_SUMS, r, &fault, why);
}

int parser_kexec_boot(const char *url, const void *bytes, size_t len,
		      struct kexec_boot *ret, struct failure *why)
{
	struct parse_fault fault = { .code = PARSE_FAULT_INTERNAL };
	ssize_t n = ask("kexec-boot", bytes, len, answer_buffer);
	int r = n < 0 ? (int)n
		      : parse_msg_decode_kexec_boot(answer_buffer, (size_t)n, ret,
						    &fault);

	return r == 0 ? 0 : explain(url, FAILURE_SOURCE_CMDLINE, r, &fault, why);
}
