/* SPDX-License-Identifier: MIT */
#include "step/object.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "pure/fetch_msg.h"
#include "pure/progress.h"
#include "pure/url.h"
#include "step/paths.h"
#include "step/report.h"
#include "sys/digest.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/process.h"

enum {
	CHUNK_BYTES = 256 * 1024,
	PIPE_BYTES = 1 << 20, /* fewer wake-ups; the kernel gives less without a word */
	/* fetch has deadlines of its own (15 s to connect, 30 s of stall); this one ends a
	 * fetch that hangs in spite of them */
	SILENCE_MS = 120 * 1000,
	EXIT_WAIT_MS = 5000,
	SHOWN_FROM_BYTES = 1 << 20,
};

struct transfer {
	const struct object *object;
	pid_t pid;
	int body_fd, message_fd; /* -1: at its end */
	struct fetch_msg end;
	bool has_end, is_html;
	int status; /* how fetch ended */
	struct progress progress;
	struct digest digest;
};

static void close_and_forget(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static void end_transfer(struct transfer *t)
{
	/* with both pipes closed it is about to end by itself, and how it ends is of interest */
	uint64_t patience_ms = t->body_fd < 0 && t->message_fd < 0 ? EXIT_WAIT_MS : 0;

	close_and_forget(&t->body_fd);
	close_and_forget(&t->message_fd);
	if (t->pid <= 0)
		return;
	if (process_wait(t->pid, patience_ms, &t->status) < 0) {
		process_kill(t->pid);
		int r = process_wait(t->pid, EXIT_WAIT_MS, &t->status);

		(void)r; /* nothing more can be done about it here */
	}
}

static int spawn_fetch(struct transfer *t, bool head, struct failure *why)
{
	const struct object *o = t->object;
	char max[24];
	const char *argv[16];
	size_t n = 0;
	int body[2], message[2];

	(void)snprintf(max, sizeof(max), "%llu", (unsigned long long)o->max_bytes);
	argv[n++] = "fetch";
	if (head)
		argv[n++] = "--head";
	argv[n++] = "--max-bytes";
	argv[n++] = max;
	argv[n++] = "--root";
	argv[n++] = PATH_NETROOT;
	argv[n++] = "--ca";
	argv[n++] = PATH_CA;
	if (o->proxy && o->proxy[0]) {
		argv[n++] = "--proxy";
		argv[n++] = o->proxy;
	}
	argv[n++] = o->url;
	argv[n] = NULL;

	if (pipe2(body, O_CLOEXEC) < 0)
		return failure_set(why, FAILURE_INTERNAL, "pipe", "%s", strerror(errno));
	t->body_fd = body[0];
	cleanup_fd int body_end = body[1];

	if (pipe2(message, O_CLOEXEC) < 0)
		return failure_set(why, FAILURE_INTERNAL, "pipe", "%s", strerror(errno));
	t->message_fd = message[0];
	cleanup_fd int message_end = message[1];

	(void)fcntl(body[0], F_SETPIPE_SZ, PIPE_BYTES);
	struct spawn how = {
		.path = PATH_LIB "/fetch",
		.argv = argv,
		.fds = { -1, body_end, -1, message_end },
	};
	int r = process_spawn(&how, &t->pid);

	if (r < 0)
		return failure_set(why, FAILURE_INTERNAL, how.path, "%s", strerror(-r));
	return 0;
}

static int open_file(struct transfer *t, const struct url *url, struct failure *why)
{
	char path[URL_MAX];
	struct stat st;

	memcpy(path, url->path.at, url->path.len); /* shorter than the URL: it fits */
	path[url->path.len] = 0;
	t->body_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (t->body_fd < 0 || fstat(t->body_fd, &st) < 0)
		return failure_set(why, FAILURE_FETCH_OTHER, t->object->url, "%s",
				   strerror(errno));
	if (!S_ISREG(st.st_mode))
		return failure_set(why, FAILURE_FETCH_OTHER, t->object->url,
				   "is not a regular file");
	t->progress.total_bytes = st.st_size;
	t->end.result = FETCH_OK;
	t->end.bytes = (uint64_t)st.st_size;
	t->has_end = true;
	return 0;
}

static int begin(struct transfer *t, const struct object *o, bool head,
		 struct failure *why)
{
	struct url url;
	const char *problem = NULL;

	*t = (struct transfer){
		.object = o,
		.body_fd = -1,
		.message_fd = -1,
		.progress = { .started_ms = io_now_ms(), .total_bytes = -1 },
	};
	digest_begin(&t->digest);
	if (url_parse(o->url, &url, &problem) < 0)
		return failure_set(why, FAILURE_CONFIG_URL, o->url, "%s", problem);
	return url.scheme == URL_FILE ? open_file(t, &url, why)
				      : spawn_fetch(t, head, why);
}

static int take_message(struct transfer *t, struct failure *why)
{
	uint8_t bytes[FETCH_MSG_LEN];
	struct fetch_msg msg;
	ssize_t n = io_read(t->message_fd, bytes, sizeof(bytes));

	if (n <= 0) {
		close_and_forget(&t->message_fd);
		return 0;
	}
	if (fetch_msg_decode(bytes, (size_t)n, &msg) < 0)
		return failure_set(why, FAILURE_FETCH_OTHER, t->object->url,
				   "fetch sent a malformed message");
	if (msg.kind == FETCH_END) {
		t->end = msg;
		t->has_end = true;
		return 0;
	}
	t->progress.total_bytes = msg.content_len;
	t->is_html = msg.is_html;
	if (msg.content_len >= 0 && (uint64_t)msg.content_len > t->object->max_bytes)
		return failure_set(why, FAILURE_FETCH_TOO_LARGE, t->object->url,
				   "%lld bytes, at most %llu are taken",
				   (long long)msg.content_len,
				   (unsigned long long)t->object->max_bytes);
	return 0;
}

/* A list of digests needs no line of its own: that it was verified says enough. */
static bool is_worth_a_line(const struct transfer *t)
{
	return t->progress.total_bytes >= SHOWN_FROM_BYTES ||
	       t->progress.done_bytes >= SHOWN_FROM_BYTES;
}

static void show_progress(struct transfer *t)
{
	char line[PROGRESS_LINE_SIZE];

	if (!is_worth_a_line(t))
		return;
	progress_line(&t->progress, io_now_ms(), line);
	log_line("fetch: %s: %s", t->object->name, line);
}

/* @len bytes stand where take_body() wanted them. */
static void count(struct transfer *t, size_t len)
{
	digest_add(&t->digest, t->object->to + t->progress.done_bytes, len);
	t->progress.done_bytes += len;
	if (progress_is_due(&t->progress, io_now_ms())) {
		show_progress(t);
		report_progress(t->object->report_fd);
	}
}

static int take_body(struct transfer *t, struct failure *why)
{
	const struct object *o = t->object;
	uint64_t room = o->to ? o->max_bytes - t->progress.done_bytes : 0;
	uint8_t excess; /* a byte that has no room shows that there is one */
	ssize_t n = room == 0 ? io_read(t->body_fd, &excess, sizeof(excess))
			      : io_read(t->body_fd, o->to + t->progress.done_bytes,
					room < CHUNK_BYTES ? room : CHUNK_BYTES);

	if (n < 0)
		return failure_set(why, FAILURE_FETCH_OTHER, o->url, "%s",
				   strerror((int)-n));
	if (n == 0) {
		close_and_forget(&t->body_fd);
		return 0;
	}
	if (room == 0)
		return failure_set(why, FAILURE_FETCH_TOO_LARGE, o->url,
				   "more than %llu bytes came",
				   (unsigned long long)o->max_bytes);
	count(t, (size_t)n);
	return 0;
}

/* Messages first: they say how much is to come before any of it is kept. */
static int pump(struct transfer *t, struct failure *why)
{
	while (t->body_fd >= 0 || t->message_fd >= 0) {
		struct pollfd fds[2] = {
			{ .fd = t->message_fd, .events = POLLIN },
			{ .fd = t->body_fd, .events = POLLIN },
		};
		int n = poll(fds, 2, SILENCE_MS);
		int r = 0;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return failure_set(why, FAILURE_FETCH_TIMEOUT, t->object->url,
					   "nothing came for %d s", SILENCE_MS / 1000);
		if (fds[0].revents)
			r = take_message(t, why);
		else if (fds[1].revents)
			r = take_body(t, why);
		if (r < 0)
			return r;
	}
	return 0;
}

static int judge(struct transfer *t, struct failure *why)
{
	const char *url = t->object->url;
	enum failure_code code = fetch_result_failure(t->end.result);

	char how[64];

	process_describe_status(t->status, how, sizeof(how));
	if (!t->has_end)
		return failure_set(why, FAILURE_WORKER_DIED, url,
				   "fetch ended without a word: %s", how);
	if (code != FAILURE_NONE)
		return failure_set(why, code, url, "%s", t->end.text);
	if (t->is_html)
		return failure_set(why, FAILURE_FETCH_HTML, url,
				   "the server sent a web page (text/html)");
	return 0;
}

int object_fetch(const struct object *o, struct object_bytes *ret, struct failure *why)
{
	struct transfer t;
	int r = begin(&t, o, false, why);

	if (r == 0)
		r = pump(&t, why);
	end_transfer(&t);
	if (r == 0)
		r = judge(&t, why);
	if (r == 0 && t.progress.done_bytes == 0)
		r = failure_set(why, FAILURE_FETCH_EMPTY, o->url, "it has no bytes");
	if (r == 0 && t.progress.done_bytes != t.end.bytes)
		r = failure_set(why, FAILURE_FETCH_SHORT, o->url,
				"%llu bytes came, fetch speaks of %llu",
				(unsigned long long)t.progress.done_bytes,
				(unsigned long long)t.end.bytes);
	if (r < 0)
		return r;
	show_progress(&t);
	report_progress(o->report_fd);
	ret->len = t.progress.done_bytes;
	digest_end(&t.digest, ret->sha256);
	return 0;
}

int object_size(const struct object *o, int64_t *ret_bytes, struct failure *why)
{
	struct transfer t;
	int r = begin(&t, o, true, why);
	bool is_file = r == 0 && t.pid == 0;

	if (r == 0 && !is_file)
		r = pump(&t, why);
	end_transfer(&t);
	if (r == 0)
		r = judge(&t, why);
	if (r == 0)
		*ret_bytes = t.progress.total_bytes;
	return r;
}
