/* SPDX-License-Identifier: MIT */
#include "step/fetcher.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pure/url.h"
#include "step/disk.h"
#include "step/paths.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/process.h"

enum {
	PIPE_BYTES = 1 << 20, /* fewer wake-ups; the kernel gives less without a word */
	EXIT_WAIT_MS = 5000,
	NUMBER_SIZE = 24,
	ARGS_MAX = 20,
};

static bool wants_small_packets;

struct args {
	const char *argv[ARGS_MAX];
	size_t count;
};

static void add(struct args *a, const char *option, const char *value)
{
	a->argv[a->count++] = option;
	if (value)
		a->argv[a->count++] = value;
}

static int open_pipes(struct fetcher *f, int ret_ends[2])
{
	int pair[2];

	if (pipe2(pair, O_CLOEXEC) < 0)
		return -errno;
	f->body_fd = pair[0];
	ret_ends[0] = pair[1];
	(void)fcntl(pair[0], F_SETPIPE_SZ, PIPE_BYTES);
	if (pipe2(pair, O_CLOEXEC) < 0)
		return -errno;
	f->message_fd = pair[0];
	ret_ends[1] = pair[1];
	return 0;
}

static int spawn(struct fetcher *f, const struct args *args, struct failure *why)
{
	int ends[2] = { -1, -1 };
	int r = open_pipes(f, ends);
	cleanup_fd int body_end = ends[0];
	cleanup_fd int message_end = ends[1];
	struct spawn how = {
		.path = PATH_LIB "/fetch",
		.argv = args->argv,
		.fds = { -1, body_end, -1, message_end },
	};

	if (r == 0)
		r = process_spawn(&how, &f->pid);
	if (r < 0)
		return failure_set(why, FAILURE_INTERNAL, how.path, "%s", strerror(-r));
	return 0;
}

static int open_file(struct fetcher *f, const struct object *o, const struct url *url,
		     struct failure *why)
{
	struct stat st;
	int r = disk_open(o->url, url, why);

	if (r < 0)
		return r;
	f->body_fd = r;
	if (fstat(f->body_fd, &st) < 0)
		return failure_set(why, FAILURE_FETCH_OTHER, o->url, "%s",
				   strerror(errno));
	f->meta = (struct fetch_msg){ .kind = FETCH_META, .content_len = st.st_size };
	f->end = (struct fetch_msg){ .result = FETCH_OK, .bytes = (uint64_t)st.st_size };
	f->has_meta = f->has_end = true;
	return 0;
}

/* Said once, for a machine whose clock is wrong is told nowhere else. */
static void say_what_certificates_are_for(void)
{
	static bool is_said;

	if (!is_said)
		log_line(
			"fetch: https: of certificates the names and signers count, not the "
			"dates: nixos.sha256= or a key decides");
	is_said = true;
}

int fetcher_start(struct fetcher *f, const struct object *o, bool is_head, uint64_t from,
		  const char *validator, struct failure *why)
{
	char max[NUMBER_SIZE], start[NUMBER_SIZE];
	struct args args = { .count = 0 };
	const char *problem = NULL;
	struct url url;

	*f = (struct fetcher){ .body_fd = -1, .message_fd = -1 };
	if (url_parse(o->url, &url, &problem) < 0)
		return failure_set(why, FAILURE_CONFIG_URL, o->url, "%s", problem);
	/* here, because a script may name other places than nixos.url= */
	if (o->config->trust.mode == TRUST_TLS && !config_decides(o->config) &&
	    url.scheme != URL_HTTPS)
		return failure_set(why, FAILURE_CONFIG_URL, o->url,
				   "nixos.trust=tls is for https alone");
	if (url_is_local(o->url))
		return open_file(f, o, &url, why);
	(void)snprintf(max, sizeof(max), "%llu",
		       (unsigned long long)(o->max_bytes - from));
	(void)snprintf(start, sizeof(start), "%llu", (unsigned long long)from);
	add(&args, "fetch", NULL);
	add(&args, "--max-bytes", max);
	add(&args, "--root", PATH_NETROOT);
	if (is_head)
		add(&args, "--head", NULL);
	if (from > 0)
		add(&args, "--from", start);
	if (from > 0 && validator)
		add(&args, "--if-range", validator);
	if (wants_small_packets)
		add(&args, "--small-packets", NULL);
	if (!o->config->has_no_ca)
		add(&args, "--ca", PATH_CA);
	if (config_decides(o->config)) {
		add(&args, "--ignore-clock", NULL);
		if (url.scheme == URL_HTTPS)
			say_what_certificates_are_for();
	}
	if (o->config->proxy[0])
		add(&args, "--proxy", o->config->proxy);
	add(&args, o->url, NULL);
	return spawn(f, &args, why);
}

int fetcher_listen(struct fetcher *f, const struct object *o, struct failure *why)
{
	uint8_t bytes[FETCH_MSG_LEN];
	struct fetch_msg msg;
	ssize_t n = io_read(f->message_fd, bytes, sizeof(bytes));

	if (n <= 0) {
		(void)close(take_fd(&f->message_fd));
		return 0;
	}
	/* headers, and the end: whoever says more could go on for ever */
	if (fetch_msg_decode(bytes, (size_t)n, &msg) < 0 || f->has_end ||
	    (msg.kind == FETCH_META && f->has_meta))
		return failure_set(why, FAILURE_FETCH_OTHER, o->url,
				   "fetch sent a malformed message");
	if (msg.kind == FETCH_END) {
		f->end = msg;
		f->has_end = true;
		return 0;
	}
	f->meta = msg;
	f->has_meta = true;
	if (msg.content_len >= 0 && (uint64_t)msg.content_len > o->max_bytes)
		return failure_set(why, FAILURE_FETCH_TOO_LARGE, o->url,
				   "%lld bytes, at most %llu are taken",
				   (long long)msg.content_len,
				   (unsigned long long)o->max_bytes);
	return 0;
}

void fetcher_stop(struct fetcher *f)
{
	/* with both pipes closed it is about to end by itself, and how it ends is of interest */
	uint64_t patience_ms = f->body_fd < 0 && f->message_fd < 0 ? EXIT_WAIT_MS : 0;

	if (f->body_fd >= 0)
		(void)close(take_fd(&f->body_fd));
	if (f->message_fd >= 0)
		(void)close(take_fd(&f->message_fd));
	if (f->pid <= 0)
		return;
	if (process_wait(f->pid, patience_ms, &f->status) < 0) {
		process_kill(f->pid);
		int r = process_wait(f->pid, EXIT_WAIT_MS, &f->status);

		(void)r; /* nothing more can be done about it here */
	}
	f->pid = 0;
}

int fetcher_judge(const struct fetcher *f, const struct object *o, struct failure *why)
{
	enum failure_code code = fetch_result_failure(f->end.result);
	char how[64];

	process_describe_status(f->status, how, sizeof(how));
	if (!f->has_end)
		return failure_set(why, FAILURE_WORKER_DIED, o->url,
				   "fetch ended without a word: %s", how);
	if (code != FAILURE_NONE)
		return failure_set(why, code, o->url, "%s", f->end.text);
	if (f->meta.is_html)
		return failure_set(why, FAILURE_FETCH_HTML, o->url,
				   "the server sent a web page (text/html)");
	return 0;
}

bool fetcher_use_small_packets(void)
{
	bool is_new = !wants_small_packets;

	wants_small_packets = true;
	return is_new;
}
